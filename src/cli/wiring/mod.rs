//! Turns settings into adapters, jobs and web parts: one file per concern.

pub mod api;
pub mod error;
pub mod keys;
pub mod mail;
pub mod sms;
pub mod sso;
