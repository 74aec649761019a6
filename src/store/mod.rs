//! The only room with queries: one file per aggregate, rows in and domain values out.
//!
//! Every function takes the connection or the transaction it works in; none begins one of its own.

pub mod account_identities;
pub mod account_links;
pub mod account_sessions;
pub mod accounts;
pub mod agendas;
pub mod appointments;
pub mod attempts;
pub mod backup;
pub mod board;
pub mod booking_sessions;
pub mod calendar_answers;
pub mod calendars;
pub mod callbacks;
pub mod cards;
pub mod channels;
pub mod checks;
pub mod circles;
mod db;
pub mod deliveries;
mod error;
pub mod events;
pub mod finding;
pub mod freed_places;
pub mod idempotency;
pub mod invitations;
pub mod messages;
pub mod newcomers;
pub mod organisations;
pub mod people;
pub mod persons;
pub mod plans;
pub mod pool;
pub mod reception;
pub mod referrals;
pub mod reservations;
pub mod retention;
pub mod sms_parts;
pub mod sms_replies;
pub mod surroundings;
pub mod territories;
pub mod waits;
pub mod wishes;
mod words;

pub use db::{Db, Kind, Tx};
pub use error::StoreError;
