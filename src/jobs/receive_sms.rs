//! Stores what SMS providers deliver: receipts, replies, and late answers about messages in doubt.

use std::sync::Arc;

use tokio::sync::{Mutex, mpsc, oneshot};

use crate::actions;
use crate::context::Context;
use crate::formats::sms::provider_event::ProviderEvent;

/// The name of this stream in logs and metrics.
pub const NAME: &str = "receive_sms";

/// The events of providers, each with where to confirm that it was stored. Cheap to clone: an event goes to one reader.
#[derive(Clone, Debug)]
pub struct ProviderEvents(Arc<Mutex<mpsc::Receiver<UnstoredEvent>>>);

/// An event, and where to confirm that it was stored.
pub type UnstoredEvent = (ProviderEvent, oneshot::Sender<bool>);

impl ProviderEvents {
    /// The events of a queue.
    #[must_use]
    pub fn new(events: mpsc::Receiver<UnstoredEvent>) -> Self {
        Self(Arc::new(Mutex::new(events)))
    }
}

/// Stores what is delivered until no provider is left.
pub async fn listen(ctx: Context, events: ProviderEvents) {
    let mut events = events.0.lock().await;
    while let Some((event, stored)) = events.recv().await {
        let is_stored = match actions::record_provider_event(&ctx, &event).await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "an event of an SMS provider was not stored");
                false
            }
        };
        // The provider's connection may be lost meanwhile: it delivers the event again.
        let _ = stored.send(is_stored);
    }
}
