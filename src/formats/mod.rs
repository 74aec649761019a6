//! Pure conversions: bytes to domain values and back. No I/O.

pub mod authentication_results;
pub mod calendars;
pub mod email;
pub mod incoming_mail;
pub mod invitations;
pub mod mail_address;
pub mod safe_text;
pub mod sheets;
pub mod sms;
