//! Unisson plays all the partners' agendas together.

pub mod actions;
pub mod adapters;
pub mod clock;
pub mod ctx;
pub mod jobs;
pub mod store;
pub mod text;
