//! A line on the desk's worklist that the service writes by itself.

use chrono::{DateTime, Utc};
use domain::callback::promised;
use domain::time::HalfDay;
use domain::zone;

use super::error::Error;
use super::offer;
use crate::ctx::Ctx;
use crate::store::Tx;
use crate::store::callbacks::{self, Callback, Why};
use crate::store::referrals::Referral;

/// Puts the person of `referral` on the worklist, unless they are there already or no longer concerned.
pub(super) async fn promise(
    ctx: &Ctx,
    tx: &Tx,
    referral: &Referral,
    why: Why,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let territory = referral.territory;
    if referral.is_over() || callbacks::open_for(tx, territory, referral.id).await?.is_some() {
        return Ok(());
    }
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let today = zone::to_local(snapshot.territory.zone, now).date();
    let new = Callback {
        id: ctx.fresh(),
        territory,
        referral: referral.id,
        why,
        half_day: HalfDay::Morning,
        due_on: promised(today, snapshot.territory.holidays),
        asked_at: now,
    };
    callbacks::insert(tx, &new).await?;
    Ok(())
}
