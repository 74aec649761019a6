//! An SMS to be sent.

use std::fmt;

use domain::ids::MessageId;
use domain::sms::{EncodedSms, PhoneNumber};

/// An SMS to be sent. `Debug` shows neither recipient nor text.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingSms {
    /// The message row it is sent for.
    pub message: MessageId,
    /// The recipient.
    pub to: PhoneNumber,
    /// The text.
    pub text: String,
    /// The text as parts in GSM 7-bit or UCS-2.
    pub encoded: EncodedSms,
}

impl fmt::Debug for OutgoingSms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OutgoingSms").field(&self.message).finish()
    }
}
