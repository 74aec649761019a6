//! Hand in: referrals come in, a list at a time.

use domain::fault::Fault;
use domain::territory_document::{ChangeCounts, ReferralSpec, TerritoryChanges};
use domain::zone;

use crate::actions::kit::error::Error;
use crate::actions::kit::retry::retry;
use crate::actions::territories::create::CreateTerritoryError;
use crate::context::Context;
use crate::store::{territories, territory_documents};

/// Takes over every referral of `sheets` into the territory called `key`, or none. A file number that is known already
/// is no second referral: what differs is changed, but never the day the clock started.
///
/// # Errors
/// [`CreateTerritoryError::Faults`] with everything that is wrong, [`CreateTerritoryError::Action`] with [`Error::Unknown`] territory or
/// when the database fails.
pub async fn import_referrals(
    ctx: &Context,
    key: &str,
    sheets: &[ReferralSpec],
) -> Result<ChangeCounts, CreateTerritoryError> {
    retry(ctx, || attempt(ctx, key, sheets)).await?.map_err(CreateTerritoryError::Faults)
}

async fn attempt(
    ctx: &Context,
    key: &str,
    sheets: &[ReferralSpec],
) -> Result<Result<ChangeCounts, Vec<Fault>>, Error> {
    let tx = ctx.db.begin().await?;
    let id = territories::lock_by_key(&tx, key).await?.ok_or(Error::Unknown("territory"))?;
    let stored = territory_documents::load(&tx, id).await?.ok_or(Error::Unknown("territory"))?;
    let today = zone::to_local(stored.territory.zone, ctx.now()).date();
    let planned = stored.with_referrals(sheets, &mut || ctx.new_id(), today);
    let changes = match planned.and_then(|plan| TerritoryChanges::between(&stored, plan)) {
        Ok(changes) => changes,
        Err(faults) => return Ok(Err(faults)),
    };
    if !changes.is_empty() {
        territory_documents::apply(&tx, &changes, &|| ctx.new_id()).await?;
    }
    tx.commit().await?;
    Ok(Ok(changes.referrals.counts()))
}
