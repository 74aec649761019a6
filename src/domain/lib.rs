//! The pure rules of Unisson: no I/O, no clock, no dice. The same input always gives the same answer.
//!
//! `time` counts in quanta of five minutes of UTC, `zone` knows the wall clocks; `agenda` turns what is stored of
//! a resource into starts, `search` plays the agendas together; `life` is what
//! becomes of an appointment, `notices` who is told, `reminders` when, by which `channel`, `deliveries` whether it
//! leaves, `freed` whom a free place is told to; `sms` is what fits into a short message; `survival` is how long people
//! wait, `waits` whose wait it is, `retention` how long data is kept;
//! `rights` is who may do what, `access` is what opens a person's pages, `needs`, `names` and `contact` what they say
//! there; `finding` finds people for a desk, `reception` is what happens there on the day.

pub mod accessibility;
pub mod agenda;
pub mod appointment_state;
pub mod beneficiary_search;
pub mod bits;
pub mod callback;
pub mod channel;
pub mod channel_health;
pub mod contact;
pub mod contact_hours;
pub mod credentials;
pub mod fault;
pub mod full_name;
pub mod holidays;
pub mod ids;
pub mod incoming_mail;
pub mod message;
pub mod needs;
pub mod nir;
pub mod notifications;
pub mod password;
pub mod reachability;
pub mod reception;
pub mod recurrence;
pub mod referral;
pub mod reminder_schedule;
pub mod reminders;
pub mod retention;
pub mod rights;
pub mod search;
pub mod secret;
pub mod sms;
pub mod survival;
pub mod territory;
pub mod territory_document;
pub mod theme;
pub mod time;
pub mod visit;
pub mod waiting_time;
pub mod waitlist;
pub mod zone;
