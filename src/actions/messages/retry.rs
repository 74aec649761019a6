//! Retries a message that failed or is in doubt.

use std::collections::BTreeSet;

use domain::ids::{BeneficiaryId, MessageId, TerritoryId};
use domain::notifications::Recipient;

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::Snapshots;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::kit::write::Write;
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
    let snapshots = Snapshots::load(ctx, BTreeSet::from([territory]), now).await?;
    let mut write = Write::begin(ctx, now).await?;
    let tx = write.tx();
    let message = messages::lock(tx, territory, id).await?.ok_or(MessageError::NotFound(Noun::Message))?;
    if !message.status.is_stuck() {
        return Err(MessageError::NotStuck);
    }
    if messages::is_overtaken(tx, &message).await? {
        return Err(MessageError::Overtaken);
    }
    if message.recipient == Recipient::Beneficiary {
        let person = BeneficiaryId(message.recipient_id);
        channels::mark_good(tx, person, message.channel).await?;
        let snapshot = snapshots.of(ctx, territory, now).await?;
        replan_reminders(&mut write, &snapshot, territory, person).await?;
    }
    messages::plan_again(write.tx(), id, now).await?;
    write.commit(JournalEntry::of("retry", Noun::Message, id.0), &()).await?;
    Ok(())
}
