//! What is done in the background: everything slow, remote or retried.

pub mod notify_waitlist;
pub mod purge;
pub mod receive_mail;
pub mod receive_sms;
pub mod scheduler;
pub mod send_messages;
pub mod send_password_links;
pub mod send_sms;
pub mod watch_channels;
