//! Records whether the beneficiary came, which stops the referral's clock.

use domain::appointment_state::{Event, State, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::zone;
use serde::Serialize;

use crate::actions::appointments::error::{AppointmentError, OutcomeError};
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::AppointmentContext;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::{About, notify_missed, zone_of};
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::{Begun, Write};
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;
use crate::store::referrals;

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

/// Records whether the person came: on the day itself at the earliest, that they did not once the start has
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
    let context = AppointmentContext::load(ctx, territory, id, now).await;
    let mut write = match Write::once(ctx, territory, key, &("outcome", id, outcome), now).await? {
        Begun::New(write) => write,
        Begun::Done(answer) => return Ok(answer),
    };
    let mut context = context?;
    context.lock(&write).await?;
    write_outcome(&mut write, &context, outcome).await?;
    write.commit(JournalEntry::of("record outcome", Noun::Appointment, id.0), &()).await?;
    Ok(())
}

/// Records the outcome of an appointment that was locked, as a part of another write.
///
/// # Errors
/// As [`record_outcome`].
pub(in crate::actions) async fn write_outcome(
    write: &mut Write<'_>,
    context: &AppointmentContext,
    outcome: Outcome,
) -> Result<Appointment, OutcomeError> {
    let AppointmentContext { snapshot, referral, appointment: old, team } = context;
    let event = outcome.event();
    let state = next(old.state, event)?;
    let start = old.visit.start.instant();
    let (now, zone) = (write.now(), zone_of(snapshot, old));
    let day_has_come = zone::to_local(zone, now).date() >= zone::to_local(zone, start).date();
    if !day_has_come || (outcome == Outcome::NoShow && start > now) {
        return Err(OutcomeError::TooEarly);
    }
    let over = Appointment { state, ..old.clone() };
    appointments::update(write.tx(), &over).await?;
    // Another appointment of the referral may have been attended: the first of them stops the clock.
    let attended =
        appointments::of_referral(write.tx(), over.territory, over.referral, &[State::Attended]).await?;
    let attended_at = attended.iter().map(|appointment| appointment.visit.start.instant()).min();
    referrals::set_attended(write.tx(), over.territory, over.referral, attended_at).await?;
    notify_missed(write, About { snapshot, referral, appointment: &over, team }).await?;
    write.event(event, &over, team);
    Ok(over)
}
