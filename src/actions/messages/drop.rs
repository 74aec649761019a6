//! Gives up a message that failed or is in doubt.

use domain::ids::{MessageId, TerritoryId};
use domain::notifications::AbandonReason;

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::actions::messages::error::MessageError;
use crate::context::Context;
use crate::store::messages::{self, Status};

/// Gives a stuck message up, and records why.
///
/// # Errors
/// [`MessageError::NotFound`], [`MessageError::NotStuck`], [`MessageError::Store`].
pub async fn drop_message(
    ctx: &Context,
    territory: TerritoryId,
    id: MessageId,
    why: AbandonReason,
) -> Result<(), MessageError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let message = messages::lock(tx, territory, id).await?.ok_or(MessageError::NotFound(Noun::Message))?;
    if !message.status.is_stuck() {
        return Err(MessageError::NotStuck);
    }
    messages::settle(tx, id, Status::Dropped, Some(why.word()), ctx.now()).await?;
    write.commit(JournalEntry::of("drop", Noun::Message, id.0), &()).await?;
    Ok(())
}
