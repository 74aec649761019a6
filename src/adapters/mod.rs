//! Talks to the outside, one thing per file. Nothing here knows the database.

mod atomic_file;
pub mod lmtp;
pub mod mail;
pub mod maildir;
pub mod sms;
pub mod sso;
