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
mod faces;
mod forgetting;
mod freed;
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
