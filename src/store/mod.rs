//! The only room with queries: one file per aggregate, rows in and domain values out.
//!
//! Every function takes the connection or the transaction it works in; none begins one of its own.

pub mod agendas;
pub mod appointments;
pub mod backup;
pub mod calendars;
pub mod checks;
mod db;
mod error;
pub mod events;
pub mod idempotency;
pub mod messages;
pub mod organisations;
pub mod people;
pub mod plans;
pub mod pool;
pub mod referrals;
pub mod reservations;
pub mod surroundings;
pub mod territories;
pub mod waits;
mod words;

pub use db::{Db, Kind, Tx};
pub use error::StoreError;
