//! Short messages, as far as they can be reckoned: letters, parts, numbers, senders, and what an answer means.
//!
//! `alphabet` writes a text as GSM 7-bit letters or UCS-2 and cuts it into parts, `plain` puts it into letters that GSM
//! 7-bit has, `number` is whom it goes to, `sender` whom it comes from, `receipt` what an operator says of it,
//! `reply` what somebody answered. No catalogue, no
//! provider: those are `text` and `adapters`.

pub mod alphabet;
pub mod number;
pub mod receipt;
pub mod reply;
pub mod sender;
pub mod transliteration;

pub use alphabet::{EncodedSms, SmsCoding, encode};
pub use number::PhoneNumber;
pub use receipt::ReceiptStatus;
pub use reply::ReplyMeaning;
pub use sender::SenderId;
