//! The pure rules of Unisson: no I/O, no clock, no dice. The same input always gives the same answer.
//!
//! `time` counts in quanta of five minutes of UTC, `zone` knows the wall clocks; `agenda` turns what is stored of
//! a resource into starts, `search` plays the agendas together; `life` is what
//! becomes of an appointment, `notices` who is told; `survival` is how long people wait, `waits` whose wait it is, `retention` how long data is kept;
//! `access` is what opens a person's pages, `needs` and `contact` what they say there.

pub mod access;
pub mod accessibility;
pub mod agenda;
pub mod bits;
pub mod blueprint;
pub mod callback;
pub mod contact;
pub mod fault;
pub mod holidays;
pub mod ids;
pub mod life;
pub mod needs;
pub mod nir;
pub mod notices;
pub mod recurrence;
pub mod referral;
pub mod retention;
pub mod search;
pub mod survival;
pub mod territory;
pub mod theme;
pub mod time;
pub mod visit;
pub mod waits;
pub mod zone;
