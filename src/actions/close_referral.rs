//! Close referral: the person is no longer concerned.

use domain::ids::{ReferralId, TerritoryId};
use domain::life::State;
use domain::referral::Exit;
use domain::zone;

use super::error::Error;
use super::offer;
use super::once::{self, Begun};
use crate::ctx::Ctx;
use crate::store::idempotency::Key;
use crate::store::{appointments, referrals};

/// Closes a referral without an appointment, as of today.
///
/// # Errors
/// [`Error::Unknown`], [`Error::ReferralClosed`] when it is closed or attended, [`Error::AlreadyBooked`] when an
/// appointment is still expected (cancel it first), [`Error::Store`].
pub async fn close_referral(
    ctx: &Ctx,
    territory: TerritoryId,
    id: ReferralId,
    why: Exit,
    key: Option<&Key>,
) -> Result<(), Error> {
    let now = ctx.now();
    let tx = match once::begin(ctx, territory, key, &("close_referral", id, why), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(answer) => return Ok(answer),
    };
    let referral = referrals::get(&tx, territory, id).await?.ok_or(Error::Unknown("referral"))?;
    if referral.is_closed || referral.attended_at.is_some() {
        return Err(Error::ReferralClosed);
    }
    let expected = [State::Booked, State::Moved];
    if !appointments::of_referral(&tx, territory, id, &expected).await?.is_empty() {
        return Err(Error::AlreadyBooked);
    }
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let today = zone::to_local(snapshot.territory.zone, now).date();
    referrals::close(&tx, territory, id, today, why).await?;
    once::commit(tx, territory, key, &()).await
}
