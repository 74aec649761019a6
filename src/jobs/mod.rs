//! What is done in the background: everything slow, remote or retried.

pub mod forget;
pub mod send_messages;
pub mod worker;
