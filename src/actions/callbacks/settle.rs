//! Settles a callback: the desk has called.

use domain::ids::TerritoryId;
use uuid::Uuid;

use crate::actions::callbacks::error::CallbackError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::callbacks;

/// Settles a callback, for all the reasons that were known: `id` is that of the last one. A reason
/// that came since then stays there.
///
/// # Errors
/// [`CallbackError::NotFound`] when no such call is open, [`CallbackError::Store`].
pub async fn settle_callback(ctx: &Context, territory: TerritoryId, id: Uuid) -> Result<(), CallbackError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    if !callbacks::done(write.tx(), territory, id, write.now()).await? {
        return Err(CallbackError::NotFound(Noun::OpenCall));
    }
    write.commit(JournalEntry::of("settle callback", Noun::OpenCall, id), &()).await?;
    Ok(())
}
