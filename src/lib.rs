//! Unisson plays all the partners' agendas together.

pub mod actions;
pub mod adapters;
pub mod cli;
pub mod clock;
pub mod config;
pub mod ctx;
pub mod jobs;
pub mod links;
pub mod metrics;
pub mod store;
pub mod telemetry;
pub mod text;
pub mod web;
