//! Closes a referral: the person is no longer concerned.

use domain::appointment_state::State;
use domain::ids::{ReferralId, TerritoryId};
use domain::referral::ExitReason;
use domain::zone;

use crate::actions::appointments::release::close;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::reserve_team::reload;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::{Begun, Write};
use crate::actions::referrals::error::ReferralError;
use crate::context::Context;
use crate::store::idempotency::Key;
use crate::store::{appointments, referrals};

/// Closes a referral without an appointment, as of today. What was held for it is given back.
///
/// # Errors
/// [`ReferralError::NotFound`], [`ReferralError::ReferralClosed`] when it is closed or attended, [`ReferralError::AlreadyBooked`] when an
/// appointment is still expected (cancel it first), [`ReferralError::Store`].
pub async fn close_referral(
    ctx: &Context,
    territory: TerritoryId,
    id: ReferralId,
    why: ExitReason,
    key: Option<&Key>,
) -> Result<(), ReferralError> {
    retry(ctx, || attempt(ctx, territory, id, why, key)).await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: ReferralId,
    why: ExitReason,
    key: Option<&Key>,
) -> Result<(), ReferralError> {
    let now = ctx.now();
    let snapshot = snapshot(ctx, territory, now).await?;
    let mut write = match Write::once(ctx, territory, key, &("close_referral", id, why), now).await? {
        Begun::New(write) => write,
        Begun::Done(answer) => return Ok(answer),
    };
    let referral =
        referrals::lock(write.tx(), territory, id).await?.ok_or(ReferralError::NotFound(Noun::Referral))?;
    if referral.is_over() {
        return Err(ReferralError::ReferralClosed);
    }
    let live = [State::Held, State::Booked];
    let live = appointments::of_referral(write.tx(), territory, id, &live).await?;
    if live.iter().any(|appointment| appointment.state.is_expected()) {
        return Err(ReferralError::AlreadyBooked);
    }
    let mut given_back = Vec::new();
    for held in live {
        given_back.push(close(&mut write, territory, held.id).await?);
    }
    let today = zone::to_local(snapshot.territory.zone, now).date();
    referrals::close(write.tx(), territory, id, today, why).await?;
    write.commit(JournalEntry::of("close", Noun::Referral, id.0), &()).await?;
    for (closed, team) in given_back {
        reload(ctx, &closed, &[&team]).await;
    }
    Ok(())
}
