//! The only room with queries: one file per aggregate, rows in and domain values out.
//!
//! Every function takes the connection or the transaction it works in; none begins one of its own.

pub mod access_scopes;
pub mod account_identities;
pub mod account_links;
pub mod account_sessions;
pub mod accounts;
pub mod addressees;
pub mod agenda_cache;
pub mod agendas;
pub mod appointment_events;
pub mod appointments;
pub mod attempts;
pub mod backup;
pub mod beneficiaries;
pub mod beneficiary_search;
pub mod board;
pub mod booking_sessions;
mod bulk;
pub mod calendar_answers;
pub mod calendars;
pub mod callbacks;
pub mod channels;
mod db;
pub mod diagnostics;
mod error;
pub mod idempotency;
pub mod integrity;
pub mod invitations;
pub mod message_statistics;
pub mod messages;
mod migrate;
pub mod needs;
pub mod organisations;
pub mod professionals;
pub mod provenance;
pub mod reception;
pub mod referral_summaries;
pub mod referrals;
pub mod reservations;
pub mod retention;
pub mod self_registrations;
pub mod sms_parts;
pub mod sms_replies;
pub mod teams;
pub mod territories;
pub mod territory_documents;
pub mod waiting_time;
pub mod waitlist;

pub use db::{ConnectionRole, DatabaseKind, Db, Tx};
pub use error::{StoreError, UniqueKey};
