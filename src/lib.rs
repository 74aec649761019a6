//! Unisson books joint appointments over the agendas of several partners: docs/architecture.md names the rooms.

pub mod actions;
pub mod adapters;
pub mod cli;
pub mod clock;
pub mod config;
pub mod context;
pub mod formats;
pub mod jobs;
pub mod keys;
pub mod store;
pub mod telemetry;
pub mod text;
pub mod web;
