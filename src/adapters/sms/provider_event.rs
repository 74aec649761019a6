//! What comes back from providers: receipts and answers.

use std::fmt;
use std::time::Duration;

use domain::ids::MessageId;
use domain::sms::{Number, ReceiptStatus};
use tokio::sync::{mpsc, oneshot};

/// How often something that nobody brings again is told.
const TRIES: usize = 6;

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which provider gives it.
    pub provider: &'static str,
    /// Its name for the part.
    pub reference: String,
    /// What it says.
    pub fate: ReceiptStatus,
}

/// A short message somebody sent to us. No `Debug` of who wrote or what.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// Which provider brings it.
    pub provider: &'static str,
    /// The provider's name for it, when it gives one: the same twice is one message.
    pub id: Option<String>,
    /// Who wrote.
    pub from: Number,
    /// What they wrote.
    pub text: String,
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Said").field("provider", &self.provider).finish_non_exhaustive()
    }
}

/// A message in doubt that was taken after all: its answer came late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which message.
    pub message: MessageId,
    /// Which provider.
    pub provider: &'static str,
    /// Its name for the part.
    pub reference: String,
}

/// Something a provider said of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderEvent {
    /// A receipt.
    Receipt(Receipt),
    /// Somebody wrote.
    Said(Said),
    /// The answer to a message in doubt came late.
    Taken(Taken),
}

/// Where a provider puts what it hears, until somebody has written it down.
#[derive(Clone, Debug)]
pub struct EventSink(mpsc::Sender<(ProviderEvent, oneshot::Sender<bool>)>);

impl EventSink {
    /// An ear, and the other end of it. `room` is how much may wait.
    #[must_use]
    pub fn new(room: usize) -> (Self, mpsc::Receiver<(ProviderEvent, oneshot::Sender<bool>)>) {
        let (ear, heard) = mpsc::channel(room);
        (Self(ear), heard)
    }

    /// Tells what nobody brings again, until it is written down, nobody listens any more, or it was tried often.
    pub async fn retry(self, taken: Taken, mut pause: Duration) {
        for _ in 0..TRIES {
            if self.send(ProviderEvent::Taken(taken.clone())).await || self.0.is_closed() {
                return;
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        tracing::warn!(message.id = %taken.message, "a message stays in doubt: that it was taken could not be written down");
    }

    /// True once somebody has written it down: only then the provider is thanked, so that it tells again what was lost.
    pub async fn send(&self, heard: ProviderEvent) -> bool {
        let (written, is_written) = oneshot::channel();
        self.0.send((heard, written)).await.is_ok() && is_written.await.unwrap_or(false)
    }
}
