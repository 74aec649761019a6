//! One outside thing per file, each with its fake. Pure inputs: nothing here knows the database.

mod atomic_file;
pub mod lmtp;
pub mod mail;
pub mod maildir;
pub mod sms;
pub mod sso;
