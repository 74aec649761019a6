//! Hand in: referrals come in, a list at a time.

use domain::blueprint::{Changes, ReferralSheet, Tally};
use domain::fault::Fault;
use domain::zone;

use super::error::Error;
use super::once::insist;
use super::set_up::SetUpError;
use crate::ctx::Ctx;
use crate::store::{plans, territories};

/// Takes over every referral of `sheets` into the territory called `key`, or none. A file number that is known already
/// is no second referral: what differs is changed, but never the day the clock started.
///
/// # Errors
/// [`SetUpError::Faults`] with everything that is wrong, [`SetUpError::Action`] with [`Error::Unknown`] territory or
/// when the database fails.
pub async fn hand_in(ctx: &Ctx, key: &str, sheets: &[ReferralSheet]) -> Result<Tally, SetUpError> {
    insist(|| attempt(ctx, key, sheets)).await?.map_err(SetUpError::Faults)
}

async fn attempt(ctx: &Ctx, key: &str, sheets: &[ReferralSheet]) -> Result<Result<Tally, Vec<Fault>>, Error> {
    let tx = ctx.db.begin().await?;
    let id = territories::lock_by_key(&tx, key).await?.ok_or(Error::Unknown("territory"))?;
    let stored = plans::load(&tx, id).await?.ok_or(Error::Unknown("territory"))?;
    let today = zone::to_local(stored.territory.zone, ctx.now()).date();
    let planned = stored.with_referrals(sheets, &mut || ctx.fresh(), today);
    let changes = match planned.and_then(|plan| Changes::between(&stored, plan)) {
        Ok(changes) => changes,
        Err(faults) => return Ok(Err(faults)),
    };
    if !changes.is_empty() {
        plans::apply(&tx, &changes, &|| ctx.fresh()).await?;
    }
    tx.commit().await?;
    Ok(Ok(changes.referrals.tally()))
}
