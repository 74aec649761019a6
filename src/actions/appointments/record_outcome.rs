//! Outcome: whether the person came. Stops the referral's clock.

use chrono::{DateTime, Utc};
use domain::appointment_state::{Event, State, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::zone;
use serde::Serialize;

use crate::actions::appointments::error::{AppointmentError, OutcomeError};
use crate::actions::kit::error::Noun;
use crate::actions::kit::idempotent;
use crate::actions::kit::idempotent::Begun;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::notify_missed;
use crate::actions::kit::retry::retry;
use crate::actions::offers::offer;
use crate::context::Context;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;
use crate::store::{Tx, events, referrals};

/// Whether the person came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Outcome {
    /// They came.
    Attended,
    /// They did not.
    NoShow,
}

impl Outcome {
    const fn event(self) -> Event {
        match self {
            Self::Attended => Event::Attend,
            Self::NoShow => Event::Miss,
        }
    }
}

/// Writes down whether the person came: on the day itself at the earliest, that they did not once the start has
/// passed. May be corrected.
///
/// # Errors
/// [`AppointmentError::NotFound`], [`AppointmentError::NotPossible`], [`AppointmentError::TooEarly`], [`AppointmentError::Store`].
pub async fn record_outcome(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    outcome: Outcome,
    key: Option<&Key>,
) -> Result<(), AppointmentError> {
    metered(ctx, "outcome", retry(ctx, || attempt(ctx, territory, id, outcome, key))).await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    outcome: Outcome,
    key: Option<&Key>,
) -> Result<(), AppointmentError> {
    let now = ctx.now();
    let tx = match idempotent::begin(ctx, territory, key, &("outcome", id, outcome), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(answer) => return Ok(answer),
    };
    let old =
        appointments::lock(&tx, territory, id).await?.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    write_outcome(ctx, &tx, &snapshot, old, outcome, now).await?;
    idempotent::commit(tx, territory, key, &()).await?;
    Ok(())
}

/// Writes the outcome down in the caller's transaction.
///
/// # Errors
/// As [`record_outcome`].
pub(in crate::actions) async fn write_outcome(
    ctx: &Context,
    tx: &Tx,
    snapshot: &Snapshot,
    old: Appointment,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<Appointment, OutcomeError> {
    let event = outcome.event();
    let state = next(old.state, event)?;
    let start = old.visit.start.instant();
    let zone = snapshot.territory.sites.get(&old.site).map_or(snapshot.territory.zone, |site| site.zone);
    let day_has_come = zone::to_local(zone, now).date() >= zone::to_local(zone, start).date();
    if !day_has_come || (outcome == Outcome::NoShow && start > now) {
        return Err(OutcomeError::TooEarly);
    }
    let team = appointments::team(tx, old.id).await?;
    let over = Appointment { state, ..old };
    appointments::update(tx, &over).await?;
    // Another appointment of the referral may have been attended: the first of them stops the clock.
    let attended = appointments::of_referral(tx, over.territory, over.referral, &[State::Attended]).await?;
    let attended_at = attended.iter().map(|appointment| appointment.visit.start.instant()).min();
    referrals::set_attended(tx, over.territory, over.referral, attended_at).await?;
    notify_missed(ctx, tx, &over, &team, now).await?;
    events::append(tx, ctx.new_id(), now, event, &over, &team).await?;
    Ok(over)
}
