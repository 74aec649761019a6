//! Settle call: somebody of the desk has called.

use domain::ids::TerritoryId;
use uuid::Uuid;

use crate::actions::kit::error::Error;
use crate::context::Context;
use crate::store::callbacks;

/// Takes a promised call from the desk's worklist, for all the reasons that were known: `id` is that of the last one. A reason
/// that came since then stays there.
///
/// # Errors
/// [`Error::Unknown`] when no such call is open, [`Error::Store`].
pub async fn settle_callback(ctx: &Context, territory: TerritoryId, id: Uuid) -> Result<(), Error> {
    let tx = ctx.db.begin().await?;
    if !callbacks::done(&tx, territory, id, ctx.now()).await? {
        return Err(Error::Unknown("open call"));
    }
    tx.commit().await?;
    Ok(())
}
