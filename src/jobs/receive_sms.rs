//! Writes down what providers bring: receipts, answers, and the names of messages that were in doubt.

use tokio::sync::{mpsc, oneshot};

use crate::actions::{self, Understood};
use crate::context::Context;
use crate::formats::sms::provider_event::ProviderEvent;

/// What a provider brings, and whom to tell that it was written down.
pub type Brought = mpsc::Receiver<(ProviderEvent, oneshot::Sender<bool>)>;

/// Writes down one thing.
///
/// # Errors
/// [`actions::MessageError`] when the database fails: it is to be brought again.
pub async fn hear(ctx: &Context, heard: &ProviderEvent) -> Result<(), actions::MessageError> {
    match heard {
        ProviderEvent::Receipt(receipt) => {
            actions::record_sms_receipt(ctx, receipt.provider, &receipt.reference, receipt.status).await
        }
        ProviderEvent::LateAcceptance(taken) => {
            actions::record_sms_accepted(ctx, taken.message, taken.provider, &taken.reference).await
        }
        ProviderEvent::Reply(said) => {
            let name = said.id.as_deref();
            let understood = actions::receive_sms(ctx, said.provider, name, &said.from, &said.text).await?;
            if understood == Understood::Nobody {
                tracing::info!("a short message came from a number that nobody was written to at");
            }
            Ok(())
        }
    }
}

/// Writes down what is brought until nobody brings anything any more.
pub async fn listen(ctx: Context, mut brought: Brought) {
    while let Some((heard, written)) = brought.recv().await {
        let is_written = match hear(&ctx, &heard).await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "what a provider of short messages brought waits for the database");
                false
            }
        };
        // Nobody waits any more when the connection was lost meanwhile: it is brought again.
        let _ = written.send(is_written);
    }
}
