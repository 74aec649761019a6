//! Pure domain logic: no I/O, no clock, no randomness. The same input always gives the same output.
//!
//! - Time: `time` (quanta of five minutes, UTC), `zone` (wall clocks), `holidays`, `recurrence`, `bits` (sets of quanta).
//! - Agendas and search: `agenda` (from stored openings to possible starts), `search` (joint starts, teams, explanation).
//! - Appointments: `appointment_state` (state machine), `visit` (visit types), `reception` (the day at the desk),
//!   `callback` (promised calls), `waitlist` (who is notified of an earlier slot).
//! - Messages: `notifications` (which message to whom), `reminder_schedule` and `reminders` (when), `contact_hours`,
//!   `channel` and `reachability` (by which channel), `channel_health`, `sms`, `incoming_mail`.
//! - Beneficiaries: `beneficiary_search`, `contact`, `full_name`, `nir`, `needs`, `provenance` (who said what of them,
//!   and which value counts), `referral`, `retention`.
//! - Access: `account`, `rights` (who may do what), `credentials` (links and codes of beneficiaries), `password`, `secret`.
//! - Waiting times: `survival` (the estimators), `waiting_time` (per referral, month and legal limit).
//! - Values: `ids`, `word` (closed lists and how their values are written).
//! - Territories: `territory`, `territory_document` (import and validation), `theme`, `accessibility`, `fault`.

pub mod accessibility;
pub mod account;
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
pub mod provenance;
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
pub mod word;
pub mod zone;
