//! Short messages: encoding, parts, telephone numbers, senders, receipts and replies.
//!
//! `alphabet` encodes a text in GSM 7-bit or UCS-2 and splits it into parts, `transliteration` replaces letters that
//! GSM 7-bit lacks, `number` is the recipient, `sender` the sender, `receipt` a delivery receipt, `reply` the meaning
//! of an incoming message. Message texts are in `text`, providers in `adapters`.

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
