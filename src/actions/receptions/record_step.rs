//! Receive: what happens on the day, one step after the other.

use chrono::{DateTime, Utc};
use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, SiteId, TerritoryId};
use domain::reception::{self as day, ReceptionStage, ReceptionStep, ReceptionTimes, UNDO};
use domain::zone;

use crate::actions::appointments::error::TransitionError;
use crate::actions::appointments::record_outcome::{Outcome, write_outcome};
use crate::actions::kit::error::Noun;
use crate::actions::kit::metered::metered;
use crate::actions::kit::retry::retry;
use crate::actions::offers::offer;
use crate::actions::receptions::error::ReceptionError;
use crate::context::Context;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::reception::{self, Before};
use crate::store::{Tx, events, messages};

/// Takes one step of the day. That somebody leaves is an outcome: they came. So is that somebody did not come, which
/// can be taken back, and messages about it wait, for [`UNDO`].
///
/// # Errors
/// [`ReceptionError::NotFound`], [`ReceptionError::NotNow`], [`ReceptionError::TooEarly`] before the day, or before the start for an absence;
/// [`ReceptionError::Past`] when somebody arrives on a later day, [`ReceptionError::Store`].
pub async fn receive(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    step: ReceptionStep,
) -> Result<(), ReceptionError> {
    metered(ctx, "receive", retry(ctx, || attempt(ctx, territory, id, step))).await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    step: ReceptionStep,
) -> Result<(), ReceptionError> {
    let now = ctx.now();
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let tx = ctx.db.begin().await?;
    let old =
        appointments::lock(&tx, territory, id).await?.ok_or(ReceptionError::NotFound(Noun::Appointment))?;
    let was = reception::of(&tx, id).await?;
    let stage = day::stage(old.state, &was).ok_or(ReceptionError::NotFound(Noun::ExpectedAppointment))?;
    let is = day::next(stage, was, step, now)?;
    check_day(&snapshot, &old, step, now)?;
    reception::set(&tx, territory, id, is).await?;
    match step {
        ReceptionStep::End => {
            write_outcome(ctx, &tx, &snapshot, old, Outcome::Attended, now).await?;
        }
        ReceptionStep::Miss => {
            let before =
                Before { state: old.state, team: appointments::team(&tx, id).await?, ends_at: now + UNDO };
            let over = write_outcome(ctx, &tx, &snapshot, old, Outcome::NoShow, now).await?;
            messages::hold_back(&tx, id, over.revision, before.ends_at).await?;
            reception::keep_before(&tx, territory, id, &before).await?;
        }
        ReceptionStep::Arrive | ReceptionStep::Call | ReceptionStep::Back => {}
    }
    tx.commit().await?;
    Ok(())
}

/// Who arrives does so on the day of the appointment, by the wall clock of its site.
fn check_day(
    snapshot: &Snapshot,
    of: &Appointment,
    step: ReceptionStep,
    now: DateTime<Utc>,
) -> Result<(), ReceptionError> {
    let zone = snapshot.territory.sites.get(&of.site).map_or(snapshot.territory.zone, |site| site.zone);
    let (today, its) = (zone::to_local(zone, now).date(), zone::local_start(zone, of.visit.start).date());
    match step {
        _ if today < its => Err(ReceptionError::TooEarly),
        ReceptionStep::Arrive | ReceptionStep::Call if today > its => Err(ReceptionError::Past),
        _ => Ok(()),
    }
}

/// What somebody is told who says at the door that they are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// They are expected, and written down as arrived.
    Noted,
    /// Only the desk can help: no such code, or nothing here today.
    AskDesk,
}

/// Writes down that the person with an appointment at `site` today has arrived. Said again, it changes nothing.
///
/// # Errors
/// [`ReceptionError::Store`].
pub(in crate::actions) async fn arrive_at(
    ctx: &Context,
    tx: &Tx,
    site: SiteId,
    appointment: &Appointment,
    now: DateTime<Utc>,
) -> Result<Welcome, ReceptionError> {
    let snapshot = offer::snapshot(ctx, appointment.territory, now).await?;
    let was = reception::of(tx, appointment.id).await?;
    if appointment.site != site || check_day(&snapshot, appointment, ReceptionStep::Arrive, now).is_err() {
        return Ok(Welcome::AskDesk);
    }
    match day::stage(appointment.state, &was) {
        Some(ReceptionStage::Expected) => {
            let is = ReceptionTimes { arrived: Some(now), ..was };
            reception::set(tx, appointment.territory, appointment.id, is).await?;
            Ok(Welcome::Noted)
        }
        Some(ReceptionStage::Arrived | ReceptionStage::InMeeting) => Ok(Welcome::Noted),
        _ => Ok(Welcome::AskDesk),
    }
}

/// Takes back, within [`UNDO`], that an appointment was missed.
pub(in crate::actions) async fn unmiss(
    ctx: &Context,
    tx: &Tx,
    old: Appointment,
    before: &Before,
    now: DateTime<Utc>,
) -> Result<Appointment, TransitionError> {
    let event = Event::Restore(before.state);
    let restored = Appointment { state: next(old.state, event)?, ..old };
    appointments::update(tx, &restored).await?;
    reception::set(tx, restored.territory, restored.id, ReceptionTimes::default()).await?;
    events::append(tx, ctx.new_id(), now, event, &restored, &before.team).await?;
    Ok(restored)
}
