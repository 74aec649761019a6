//! One outside thing per file, each with its fake. Pure inputs: nothing here knows the database.

pub mod calendars;
pub mod invitation;
pub mod mail;
pub mod mailbox;
pub mod safe_text;
pub mod sheets;
