//! Unisson plays all the partners' agendas together.

pub mod adapters;
pub mod clock;
pub mod store;
pub mod text;
