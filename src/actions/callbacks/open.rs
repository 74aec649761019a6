//! A line on the desk's worklist that the service writes by itself.

use chrono::{DateTime, Utc};
use domain::callback::promised;
use domain::time::HalfDay;
use domain::zone;

use crate::actions::kit::error::LoadError;
use crate::actions::offers::offer;
use crate::context::Context;
use crate::store::Tx;
use crate::store::callbacks::{self, Callback, CallbackReason};
use crate::store::referrals::Referral;

/// Puts the person of `referral` on the worklist for that reason, beside those that are there already; nothing when they are
/// no longer concerned, or this reason is there.
pub(in crate::actions) async fn open_callback(
    ctx: &Context,
    tx: &Tx,
    referral: &Referral,
    why: CallbackReason,
    now: DateTime<Utc>,
) -> Result<(), LoadError> {
    let territory = referral.territory;
    if referral.is_over() {
        return Ok(());
    }
    let open = callbacks::open_for(tx, territory, referral.id).await?;
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let today = zone::to_local(snapshot.territory.zone, now).date();
    let new = Callback {
        id: ctx.new_id(),
        territory,
        referral: referral.id,
        why,
        half_day: open.map_or(HalfDay::Morning, |open| open.half_day),
        due_on: promised(today, snapshot.territory.holidays),
        asked_at: now,
    };
    callbacks::insert(tx, &new).await?;
    Ok(())
}
