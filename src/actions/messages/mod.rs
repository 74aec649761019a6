//! Messages: delivery, reports, replies.

pub(in crate::actions) mod bad_channel;
pub(in crate::actions) mod claim;
pub(in crate::actions) mod drop;
pub(in crate::actions) mod due;
pub(in crate::actions) mod error;
pub(in crate::actions) mod fall_back_to_mail;
pub(in crate::actions) mod receive_sms;
pub(in crate::actions) mod record_calendar_answer;
pub(in crate::actions) mod record_delivery_report;
pub(in crate::actions) mod record_provider_event;
pub(in crate::actions) mod rekey_addresses;
pub(in crate::actions) mod retry;
pub(in crate::actions) mod settle;
pub(in crate::actions) mod settle_sms_batch;
pub(in crate::actions) mod validity;

pub use claim::claim_due;
pub use drop::drop_message;
pub use due::{Also, Batch, Due, Redelivery};
pub use error::MessageError;
pub use fall_back_to_mail::fall_back_to_mail;
pub use receive_sms::{Understood, receive_sms};
pub use record_calendar_answer::{Invitee, Noted, note_answer, whose_answer};
pub use record_delivery_report::note_report;
pub use record_provider_event::record_provider_event;
pub use rekey_addresses::rekey_addresses;
pub use retry::retry_message;
pub use settle::{Delivery, settle};
pub use settle_sms_batch::{SettledSms, record_sms_accepted, record_sms_receipt, settle_sms_batch};
