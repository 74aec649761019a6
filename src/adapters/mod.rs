//! One outside thing per file, each with its fake. Pure inputs: nothing here knows the database.

pub mod authentic;
pub mod calendars;
pub mod incoming;
pub mod invitation;
mod kept;
pub mod lmtp;
pub mod mail;
pub mod mailbox;
pub mod maildir;
pub mod safe_text;
pub mod sheets;
pub mod sms;
pub mod sso;
