//! Settle call: somebody of the desk has called.

use domain::ids::TerritoryId;
use uuid::Uuid;

use crate::actions::callbacks::error::CallbackError;
use crate::actions::kit::error::Noun;
use crate::context::Context;
use crate::store::callbacks;

/// Takes a promised call from the desk's worklist, for all the reasons that were known: `id` is that of the last one. A reason
/// that came since then stays there.
///
/// # Errors
/// [`CallbackError::NotFound`] when no such call is open, [`CallbackError::Store`].
pub async fn settle_callback(ctx: &Context, territory: TerritoryId, id: Uuid) -> Result<(), CallbackError> {
    let tx = ctx.db.begin().await?;
    if !callbacks::done(&tx, territory, id, ctx.now()).await? {
        return Err(CallbackError::NotFound(Noun::OpenCall));
    }
    tx.commit().await?;
    Ok(())
}
