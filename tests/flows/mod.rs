//! What people do with the service, told by noun, each story on both databases.

mod agendas;
mod bad_input;
mod booking;
mod calendars;
mod calls;
mod cancelling;
mod constraints;
mod crowd;
mod dead_letters;
pub mod deliveries;
mod faces;
mod forgetting;
mod holds;
mod idempotency;
mod imports;
mod lives;
mod messages;
mod migrations;
mod moving;
mod outcomes;
mod plan;
mod pool;
mod replacing;
mod returns;
pub mod sending;
mod texting;
mod waits;
