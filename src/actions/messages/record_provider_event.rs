//! Records what an SMS provider reports, whether over its connection or by a webhook.

use super::error::MessageError;
use super::receive_sms::{Understood, receive_sms};
use super::settle_sms_batch::{record_sms_accepted, record_sms_receipt};
use crate::context::Context;
use crate::formats::sms::provider_event::ProviderEvent;

/// Records one event: a receipt, a late acceptance, or a reply. The same event twice is recorded once.
///
/// # Errors
/// [`MessageError`] when the database fails: the provider must deliver the event again.
pub async fn record_provider_event(ctx: &Context, event: &ProviderEvent) -> Result<(), MessageError> {
    match event {
        ProviderEvent::Receipt(receipt) => {
            record_sms_receipt(ctx, receipt.provider, &receipt.reference, receipt.status).await
        }
        ProviderEvent::LateAcceptance(accepted) => {
            record_sms_accepted(ctx, accepted.message, accepted.provider, &accepted.reference).await
        }
        ProviderEvent::Reply(reply) => {
            let id = reply.id.as_deref();
            let understood = receive_sms(ctx, reply.provider, id, &reply.from, &reply.text).await?;
            if understood == Understood::Nobody {
                tracing::info!("an SMS came from a number that no message was sent to");
            }
            Ok(())
        }
    }
}
