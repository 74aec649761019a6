//! What comes back from providers: receipts and answers.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

pub use crate::formats::sms_provider_event::{ProviderEvent, Receipt, Said, Taken};

/// How often something that nobody brings again is told.
const TRIES: usize = 6;

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
