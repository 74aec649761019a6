//! What SMS providers report: delivery receipts, replies, late acceptances.

use std::fmt;

use domain::ids::MessageId;
use domain::sms::{PhoneNumber, ReceiptStatus};

/// A delivery receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The provider that sends it.
    pub provider: &'static str,
    /// Its reference for the part.
    pub reference: String,
    /// The status.
    pub status: ReceiptStatus,
}

/// A reply by short message. `Debug` shows neither the sender nor the text.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingSms {
    /// The provider that forwards it.
    pub provider: &'static str,
    /// The provider's identifier, when it gives one: the same twice is one message.
    pub id: Option<String>,
    /// The sender.
    pub from: PhoneNumber,
    /// The text.
    pub text: String,
}

impl fmt::Debug for IncomingSms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingSms").field("provider", &self.provider).finish_non_exhaustive()
    }
}

/// A message in doubt that was accepted after all: the answer came late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateAcceptance {
    /// The message.
    pub message: MessageId,
    /// The provider.
    pub provider: &'static str,
    /// Its reference for the part.
    pub reference: String,
}

/// An event that a provider reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderEvent {
    /// A delivery receipt.
    Receipt(Receipt),
    /// A reply.
    Reply(IncomingSms),
    /// A late acceptance.
    LateAcceptance(LateAcceptance),
}
