//! The only room with queries: one file per aggregate, rows in and domain values out.
//!
//! Every function takes the connection or the transaction it works in; none begins one of its own.

pub mod agendas;
pub mod appointments;
pub mod attempts;
pub mod backup;
pub mod booking_sessions;
pub mod calendars;
pub mod callbacks;
pub mod checks;
mod db;
mod error;
pub mod events;
pub mod idempotency;
pub mod invitations;
pub mod messages;
pub mod organisations;
pub mod people;
pub mod plans;
pub mod pool;
pub mod referrals;
pub mod reservations;
pub mod retention;
pub mod surroundings;
pub mod territories;
pub mod waits;
pub mod wishes;
mod words;

pub use db::{Db, Kind, Tx};
pub use error::StoreError;
