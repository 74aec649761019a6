//! Stores what SMS providers deliver: receipts, replies, and late answers about messages in doubt.

use std::sync::Arc;

use tokio::sync::{Mutex, mpsc, oneshot};

use crate::actions::{self, Understood};
use crate::context::Context;
use crate::formats::sms::provider_event::ProviderEvent;

/// The name of this stream in logs and metrics.
pub const NAME: &str = "receive_sms";

/// The events of providers, each with where to confirm that it was stored. Cheap to clone: an event goes to one reader.
#[derive(Clone, Debug)]
pub struct ProviderEvents(Arc<Mutex<mpsc::Receiver<UnstoredEvent>>>);

/// An event, and where to confirm that it was stored.
type UnstoredEvent = (ProviderEvent, oneshot::Sender<bool>);

impl ProviderEvents {
    /// The events of a queue.
    #[must_use]
    pub fn new(events: mpsc::Receiver<(ProviderEvent, oneshot::Sender<bool>)>) -> Self {
        Self(Arc::new(Mutex::new(events)))
    }
}

/// Stores one event.
///
/// # Errors
/// [`actions::MessageError`] when the database fails: the provider delivers it again.
pub async fn store(ctx: &Context, event: &ProviderEvent) -> Result<(), actions::MessageError> {
    match event {
        ProviderEvent::Receipt(receipt) => {
            actions::record_sms_receipt(ctx, receipt.provider, &receipt.reference, receipt.status).await
        }
        ProviderEvent::LateAcceptance(taken) => {
            actions::record_sms_accepted(ctx, taken.message, taken.provider, &taken.reference).await
        }
        ProviderEvent::Reply(reply) => {
            let name = reply.id.as_deref();
            let understood =
                actions::receive_sms(ctx, reply.provider, name, &reply.from, &reply.text).await?;
            if understood == Understood::Nobody {
                tracing::info!("an SMS came from a number that no message was sent to");
            }
            Ok(())
        }
    }
}

/// Stores what is delivered until no provider is left.
pub async fn listen(ctx: Context, events: ProviderEvents) {
    let mut events = events.0.lock().await;
    while let Some((event, stored)) = events.recv().await {
        let is_stored = match store(&ctx, &event).await {
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
