//! Retry message: a message that failed or is in doubt may leave again.

use domain::ids::{BeneficiaryId, MessageId, TerritoryId};
use domain::notifications::Recipient;

use crate::actions::kit::error::Noun;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::messages::error::MessageError;
use crate::context::Context;
use crate::store::{channels, messages};

/// Gives a stuck message back to the workers. Somebody has looked and says so: one in doubt may arrive twice, with
/// the same Message-ID, UID and SEQUENCE. The person's channel is taken for good again, and their reminders are planned anew. What is no longer true by then
/// is dropped instead of sent.
///
/// # Errors
/// [`MessageError::NotFound`], [`MessageError::NotStuck`], [`MessageError::Overtaken`] when a later one was written to the
/// same recipient (calendars do not all refuse an older revision), [`MessageError::Store`].
pub async fn retry_message(ctx: &Context, territory: TerritoryId, id: MessageId) -> Result<(), MessageError> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let message = messages::lock(&tx, territory, id).await?.ok_or(MessageError::NotFound(Noun::Message))?;
    if !message.status.is_stuck() {
        return Err(MessageError::NotStuck);
    }
    if messages::is_overtaken(&tx, &message).await? {
        return Err(MessageError::Overtaken);
    }
    if message.recipient == Recipient::Beneficiary {
        let person = BeneficiaryId(message.recipient_id);
        channels::mark_good(&tx, person, message.channel).await?;
        replan_reminders(ctx, &tx, territory, person, now).await?;
    }
    messages::plan_again(&tx, id, now).await?;
    tx.commit().await?;
    Ok(())
}
