//! Reschedules a booked appointment: another time, site or mode.

use chrono::{DateTime, Utc};
use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, SiteId, TerritoryId};
use domain::reception::ReceptionTimes;
use domain::search::{Refusal, SearchQuestion, Start, Team, TieBreak};
use domain::time::Span;
use domain::visit::Mode;
use serde::{Deserialize, Serialize};

use crate::actions::appointments::alternatives;
use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::hold::{chosen, off_grid_or_nobody};
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::AppointmentContext;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::{About, AppointmentChange, notify};
use crate::actions::kit::reserve_team::{
    Seated, Seats, Try, claim_team, members, reload, reserve_team, retry_on_conflict,
};
use crate::actions::kit::search_request;
use crate::actions::kit::search_request::SlotRequest;
use crate::actions::kit::write::{Begun, Write};
use crate::actions::waitlist::freed_slot::record_freed_slot;
use crate::context::Context;
use crate::store::agenda_cache::Claim;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::{self, CallbackReason};
use crate::store::idempotency::Key;
use crate::store::reception;

/// Where to move an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reschedule {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The new start.
    pub start: DateTime<Utc>,
    /// The new site.
    pub site: SiteId,
    /// The new way.
    pub mode: Mode,
    /// The version it was read in, when somebody else's change meanwhile must stop this one.
    #[serde(skip)]
    pub version: Option<String>,
}

/// A moved appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescheduled {
    /// The appointment.
    pub appointment: AppointmentId,
    /// First instant.
    pub start: DateTime<Utc>,
    /// The start before.
    pub previous_start: DateTime<Utc>,
}

/// Moves an appointment in one transaction that takes the new time before it gives the old one back: the person is
/// never without. It keeps its identifier. When the new time is taken it is [`AppointmentError::Taken`], and the appointment
/// stays where it was.
///
/// # Errors
/// [`AppointmentError`]; nothing is then changed.
pub async fn reschedule(
    ctx: &Context,
    territory: TerritoryId,
    to: Reschedule,
    key: Option<&Key>,
) -> Result<Rescheduled, AppointmentError> {
    metered(ctx, "move", async {
        if let Some(moved) =
            retry_on_conflict(ctx, territory, |lost| attempt(ctx, territory, &to, key, lost)).await?
        {
            return Ok(moved);
        }
        let known = appointments::get(ctx.db.read(), territory, to.appointment).await?;
        let known = known.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
        let ask = SlotRequest::any(territory, known.referral, known.visit_type, to.mode);
        Err(alternatives::taken(ctx, &ask).await)
    })
    .await
}

/// A team that was found for the new time; the claim tells others of this process that it is about to be taken.
struct Found {
    question: SearchQuestion,
    start: Start,
    team: Team,
    _claim: Claim,
}

/// Looks for a team in memory.
fn find(
    ctx: &Context,
    context: &AppointmentContext,
    to: &Reschedule,
    lost: usize,
    now: DateTime<Utc>,
) -> Result<Try<Found>, AppointmentError> {
    let AppointmentContext { snapshot, referral, appointment: old, team: before } = context;
    let mut question =
        search_request::question(snapshot, referral, old.visit_type, to.mode, vec![to.site], now)?;
    question.own = Some(old.id);
    let start = chosen(to.start, to.site)?;
    if !search_request::is_in_window(&question, start) {
        return Err(AppointmentError::Refused(Refusal::OutsideWindow));
    }
    question.keep = members(before);
    question.tie_break = TieBreak::of(referral.id, lost);
    let mut question = search_request::at(question, start);
    let Some((team, claim)) = claim_team(ctx, snapshot, &mut question, start) else {
        return off_grid_or_nobody(&question, start, snapshot);
    };
    Ok(Try::Done(Found { question, start, team, _claim: claim }))
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    to: &Reschedule,
    key: Option<&Key>,
    lost: usize,
) -> Result<Try<Rescheduled>, AppointmentError> {
    let now = ctx.now();
    let context = AppointmentContext::load(ctx, territory, to.appointment, now).await;
    let mut write = match Write::once(ctx, territory, key, &("move", to), now).await? {
        Begun::New(write) => write,
        Begun::Done(moved) => return Ok(Try::Done(moved)),
    };
    let mut context = context?;
    context.lock(&write).await?;
    let old = &context.appointment;
    if to.version.as_ref().is_some_and(|version| *version != old.version()) {
        return Err(AppointmentError::Changed);
    }
    let state = next(old.state, Event::Move)?;
    if old.visit.start.instant() <= now {
        return Err(AppointmentError::Past);
    }
    if (old.visit.start.instant(), old.site, old.mode) == (to.start, to.site, to.mode) {
        // It is there already: nobody needs to be notified.
        let previous_start = to.start;
        return Ok(Try::Done(Rescheduled { appointment: old.id, start: to.start, previous_start }));
    }
    let Found { question, start, team, _claim } = match find(ctx, &context, to, lost, now)? {
        Try::Done(found) => found,
        Try::Gone => return Ok(Try::Gone),
        Try::Nobody => return Ok(Try::Nobody),
    };
    let AppointmentContext { snapshot, referral, appointment: old, team: before } = context;
    let moved = Appointment {
        state,
        site: to.site,
        mode: to.mode,
        visit: Span::new(start.at, start.at.plus(question.length())),
        revision: old.revision + 1,
        ..old.clone()
    };
    appointments::update(write.tx(), &moved).await?;
    let seats = Seats { of: &moved, team: &before };
    if reserve_team(&write, &snapshot, &question, seats, &team, None).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    // What happened on the day it had is not of the day it has now.
    reception::set(write.tx(), territory, moved.id, ReceptionTimes::default()).await?;
    reception::forget_before(write.tx(), moved.id).await?;
    record_freed_slot(&write, &snapshot, &old, now).await?;
    // It has a whole team again.
    let of_team = [CallbackReason::TeamDeclined, CallbackReason::OtherTimeProposed];
    callbacks::settle_of(write.tx(), territory, referral.id, &of_team, now).await?;
    let about = About { snapshot: &snapshot, referral: &referral, appointment: &moved, team: &team };
    notify(&mut write, about, AppointmentChange::Moved { before: &before }).await?;
    write.event(Event::Move, &moved, &team);
    let answer = Rescheduled {
        appointment: moved.id,
        start: moved.visit.start.instant(),
        previous_start: old.visit.start.instant(),
    };
    write.commit(JournalEntry::of("reschedule", Noun::Appointment, moved.id.0), &answer).await?;
    reload(ctx, &moved, &[&before, &team]).await;
    Ok(Try::Done(answer))
}
