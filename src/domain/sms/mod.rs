//! Short messages, as far as they can be reckoned: letters, parts, numbers, senders, and what an answer means.
//!
//! `alphabet` writes a text as GSM 7-bit letters or UCS-2 and cuts it into parts, `plain` puts it into letters that GSM
//! 7-bit has, `number` is whom it goes to, `sender` whom it comes from, `reply` what somebody answered. No catalogue, no
//! provider: those are `text` and `adapters`.

pub mod alphabet;
pub mod number;
pub mod plain;
pub mod reply;
pub mod sender;

pub use alphabet::{Coding, Encoded, encode};
pub use number::Number;
pub use sender::Sender;
