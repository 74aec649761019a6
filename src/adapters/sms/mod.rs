//! Short messages: handed to a provider, or kept in a folder when there is none.
//!
//! `outcome` is what may have become of one; `smpp` speaks to an operator's exchange, `http` to providers on the web,
//! `folder` keeps files; `gateway` tries a second provider when the first cannot be reached. What comes back — receipts
//! and answers — is a [`ProviderEvent`], whoever brings it.

mod folder;
mod gateway;
pub mod http;
mod outcome;
mod provider_event;
pub mod smpp;

use std::fmt;

use domain::ids::MessageId;
use domain::sms::{EncodedSms, PhoneNumber};

pub use folder::SmsFolder;
pub use gateway::{Gateway, Provider};
pub use outcome::{Cause, Outcome};
pub use provider_event::{EventSink, ProviderEvent, Receipt, Said, Taken};

/// A short message to be handed over. No `Debug` of whom it goes to or what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct Sms {
    /// Which message it is.
    pub message: MessageId,
    /// Whom it goes to.
    pub to: PhoneNumber,
    /// What it says.
    pub text: String,
    /// As it travels.
    pub encoded: EncodedSms,
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sms").field(&self.message).finish()
    }
}
