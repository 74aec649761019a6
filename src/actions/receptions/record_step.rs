//! Records what happens on the day, one step after the other.

use chrono::{DateTime, Utc};
use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, SiteId, TerritoryId};
use domain::reception::{self as day, ReceptionStage, ReceptionStep, ReceptionTimes, UNDO};
use domain::zone;

use crate::actions::appointments::error::TransitionError;
use crate::actions::appointments::record_outcome::{Outcome, write_outcome};
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::AppointmentContext;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::zone_of;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::actions::receptions::error::ReceptionError;
use crate::context::Context;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::messages;
use crate::store::reception::{self, Before};

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
    let mut context = AppointmentContext::load(ctx, territory, id, now).await?;
    let mut write = Write::begin(ctx, now).await?;
    context.lock(&write).await?;
    let old = &context.appointment;
    let was = reception::of(write.tx(), id).await?;
    let stage = day::stage(old.state, &was).ok_or(ReceptionError::NotFound(Noun::ExpectedAppointment))?;
    let is = day::next(stage, was, step, now)?;
    check_day(&context.snapshot, old, step, now)?;
    reception::set(write.tx(), territory, id, is).await?;
    match step {
        ReceptionStep::End => {
            write_outcome(&mut write, &context, Outcome::Attended).await?;
        }
        ReceptionStep::Miss => {
            let before = Before { state: old.state, team: context.team.clone(), ends_at: now + UNDO };
            let over = write_outcome(&mut write, &context, Outcome::NoShow).await?;
            write.hold_back(&over, before.ends_at);
            messages::hold_back(write.tx(), id, over.revision, before.ends_at).await?;
            reception::keep_before(write.tx(), territory, id, &before).await?;
        }
        ReceptionStep::Arrive | ReceptionStep::Call | ReceptionStep::Back => {}
    }
    write.commit(JournalEntry::of("record step", Noun::Appointment, id.0), &()).await?;
    Ok(())
}

/// Who arrives does so on the day of the appointment, by the wall clock of its site.
fn check_day(
    snapshot: &Snapshot,
    of: &Appointment,
    step: ReceptionStep,
    now: DateTime<Utc>,
) -> Result<(), ReceptionError> {
    let zone = zone_of(snapshot, of);
    let (today, its) = (zone::to_local(zone, now).date(), zone::local_start(zone, of.visit.start).date());
    match step {
        _ if today < its => Err(ReceptionError::TooEarly),
        ReceptionStep::Arrive | ReceptionStep::Call if today > its => Err(ReceptionError::Past),
        _ => Ok(()),
    }
}

/// What somebody reads who checks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// They are expected, and recorded as arrived.
    Noted,
    /// Only the desk can help: no such code, or nothing here today.
    AskDesk,
}

/// Records that the person with an appointment at `site` today has arrived. Said again, it changes nothing.
///
/// # Errors
/// [`ReceptionError::Store`].
pub(in crate::actions) async fn arrive_at(
    write: &Write<'_>,
    snapshot: &Snapshot,
    site: SiteId,
    appointment: &Appointment,
) -> Result<Welcome, ReceptionError> {
    let now = write.now();
    let was = reception::of(write.tx(), appointment.id).await?;
    if appointment.site != site || check_day(snapshot, appointment, ReceptionStep::Arrive, now).is_err() {
        return Ok(Welcome::AskDesk);
    }
    match day::stage(appointment.state, &was) {
        Some(ReceptionStage::Expected) => {
            let is = ReceptionTimes { arrived: Some(now), ..was };
            reception::set(write.tx(), appointment.territory, appointment.id, is).await?;
            Ok(Welcome::Noted)
        }
        Some(ReceptionStage::Arrived | ReceptionStage::InMeeting) => Ok(Welcome::Noted),
        _ => Ok(Welcome::AskDesk),
    }
}

/// Takes back, within [`UNDO`], that an appointment was missed.
///
/// # Errors
/// [`TransitionError`].
pub(in crate::actions) async fn restore_missed(
    write: &mut Write<'_>,
    old: &Appointment,
    before: &Before,
) -> Result<(), TransitionError> {
    let event = Event::Restore(before.state);
    let restored = Appointment { state: next(old.state, event)?, ..old.clone() };
    appointments::update(write.tx(), &restored).await?;
    reception::set(write.tx(), restored.territory, restored.id, ReceptionTimes::default()).await?;
    write.event(event, &restored, &before.team);
    Ok(())
}
