//! What is done in the background: everything slow, remote or retried.

pub mod fill_places;
pub mod forget;
pub mod hear_sms;
pub mod receive_mail;
pub mod send_links;
pub mod send_messages;
pub mod send_sms;
pub mod watch_channels;
pub mod worker;
