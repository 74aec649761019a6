//! The queue between a provider connection and the job that stores what it reports.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::formats::sms::provider_event::{LateAcceptance, ProviderEvent};

/// Attempts to store an event that the provider does not report again.
const ATTEMPTS: usize = 6;

/// Where a provider connection puts the events it receives. Each waits until it is stored.
#[derive(Clone, Debug)]
pub struct EventSink(mpsc::Sender<(ProviderEvent, oneshot::Sender<bool>)>);

impl EventSink {
    /// A sink for at most `capacity` waiting events, and its receiving end. The receiver answers true once it has stored
    /// the event.
    #[must_use]
    pub fn new(capacity: usize) -> (Self, mpsc::Receiver<(ProviderEvent, oneshot::Sender<bool>)>) {
        let (sender, events) = mpsc::channel(capacity);
        (Self(sender), events)
    }

    /// Sends an event that the provider does not report again, until it is stored, the receiver is gone, or
    /// six attempts failed; `pause` doubles after each.
    pub async fn retry(self, accepted: LateAcceptance, mut pause: Duration) {
        for _ in 0..ATTEMPTS {
            if self.send(ProviderEvent::LateAcceptance(accepted.clone())).await || self.0.is_closed() {
                return;
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        tracing::warn!(message.id = %accepted.message, "a message stays doubtful: its late acceptance could not be stored");
    }

    /// True once the event is stored: only then is it acknowledged, so that the provider reports again what was lost.
    pub async fn send(&self, event: ProviderEvent) -> bool {
        let (stored, is_stored) = oneshot::channel();
        self.0.send((event, stored)).await.is_ok() && is_stored.await == Ok(true)
    }
}
