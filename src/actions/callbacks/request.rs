//! Requests a callback: nothing suits, so the desk calls, by a day that is promised.

use domain::callback::promised;
use domain::ids::{ReferralId, TerritoryId};
use domain::time::HalfDay;
use domain::zone;

use crate::actions::callbacks::error::CallbackError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::callbacks::{self, Callback, CallbackReason};
use crate::store::referrals;

/// Requests a callback, once: asked again, it changes the half of the day and keeps the day that was
/// promised.
///
/// # Errors
/// [`CallbackError::NotFound`], [`CallbackError::ReferralClosed`], [`CallbackError::Store`].
pub async fn request_callback(
    ctx: &Context,
    territory: TerritoryId,
    referral: ReferralId,
    half_day: HalfDay,
) -> Result<Callback, CallbackError> {
    let now = ctx.now();
    let snapshot = snapshot(ctx, territory, now).await?;
    let write = Write::begin(ctx, now).await?;
    let tx = write.tx();
    // Locked, so that asking twice at once makes one call.
    let known =
        referrals::lock(tx, territory, referral).await?.ok_or(CallbackError::NotFound(Noun::Referral))?;
    if known.is_over() {
        return Err(CallbackError::ReferralClosed);
    }
    callbacks::prefer(tx, territory, referral, half_day).await?;
    let today = zone::to_local(snapshot.territory.zone, now).date();
    let due_on = promised(today, snapshot.territory.holidays);
    let new = Callback {
        id: ctx.new_id(),
        territory,
        referral,
        why: CallbackReason::NothingSuits,
        half_day,
        due_on,
        asked_at: now,
    };
    callbacks::insert(tx, &new).await?;
    let call = callbacks::open_for(tx, territory, referral).await?.unwrap_or(new);
    write.commit(JournalEntry::of("request callback", Noun::Referral, referral.0), &()).await?;
    Ok(call)
}
