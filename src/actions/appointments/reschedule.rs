//! Move: another time, place or way for a booked appointment.

use chrono::{DateTime, Utc};
use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, SiteId, TerritoryId};
use domain::reception::ReceptionTimes;
use domain::search::{Refusal, TieBreak};
use domain::time::Span;
use domain::visit::Mode;
use serde::{Deserialize, Serialize};

use crate::actions::appointments::book::{load, referral_of};
use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::hold::{chosen, off_grid_or_nobody};
use crate::actions::kit::error::Noun;
use crate::actions::kit::idempotent;
use crate::actions::kit::idempotent::Begun;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::{AppointmentChange, notify};
use crate::actions::kit::reserve_team;
use crate::actions::kit::reserve_team::{Seated, Try, choose, members, reserve_team, retry_on_conflict};
use crate::actions::kit::search_request;
use crate::actions::kit::search_request::Ask;
use crate::actions::offers::offer;
use crate::actions::waitlist::notify::record_freed_slot;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::{self, CallbackReason};
use crate::store::idempotency::Key;
use crate::store::{events, reception};

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
        let (appointment, referral) = load(ctx, territory, to.appointment).await?;
        let ask = Ask::any(territory, referral.id, appointment.visit_type, to.mode);
        Err(reserve_team::taken(ctx, &ask).await)
    })
    .await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    to: &Reschedule,
    key: Option<&Key>,
    lost: usize,
) -> Result<Try<Rescheduled>, AppointmentError> {
    let now = ctx.now();
    let tx = match idempotent::begin(ctx, territory, key, &("move", to), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(moved) => return Ok(Try::Done(moved)),
    };
    let old = appointments::lock(&tx, territory, to.appointment).await?;
    let old = old.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
    if to.version.as_ref().is_some_and(|version| *version != old.version()) {
        return Err(AppointmentError::Changed);
    }
    let state = next(old.state, Event::Move)?;
    if old.visit.start.instant() <= now {
        return Err(AppointmentError::Past);
    }
    if (old.visit.start.instant(), old.site, old.mode) == (to.start, to.site, to.mode) {
        // It is there already: nobody needs to be told that it moved.
        let previous_start = to.start;
        return Ok(Try::Done(Rescheduled { appointment: old.id, start: to.start, previous_start }));
    }
    let referral = referral_of(&tx, &old).await?;
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let mut question =
        search_request::question(&snapshot, &referral, old.visit_type, to.mode, vec![to.site], now)?;
    question.own = Some(old.id);
    let start = chosen(to.start, to.site)?;
    if !search_request::is_in_window(&question, start) {
        return Err(AppointmentError::Refused(Refusal::OutsideWindow));
    }
    let before = appointments::team(&tx, old.id).await?;
    question.keep = members(&before);
    question.tie_break = TieBreak::of(referral.id, lost);
    let mut question = search_request::at(question, start);
    let Some((team, _claim)) = choose(ctx, &snapshot, &mut question, start) else {
        return off_grid_or_nobody(&question, start, &snapshot);
    };
    let moved = Appointment {
        state,
        site: to.site,
        mode: to.mode,
        visit: Span::new(start.at, start.at.plus(question.length())),
        revision: old.revision + 1,
        ..old.clone()
    };
    appointments::update(&tx, &moved).await?;
    if reserve_team(&tx, &snapshot, &question, &moved, &team, None).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    // What happened on the day it had is not of the day it has now.
    reception::set(&tx, territory, moved.id, ReceptionTimes::default()).await?;
    reception::forget_before(&tx, moved.id).await?;
    record_freed_slot(ctx, &tx, &old, now).await?;
    // It has a whole team again.
    let of_team = [CallbackReason::TeamDeclined, CallbackReason::OtherTimeProposed];
    callbacks::settle_of(&tx, territory, referral.id, &of_team, now).await?;
    let news = AppointmentChange::Moved { before: &before };
    notify(ctx, &tx, &moved, &team, referral.beneficiary, news, now).await?;
    events::append(&tx, ctx.new_id(), now, Event::Move, &moved, &team).await?;
    let answer = Rescheduled {
        appointment: moved.id,
        start: moved.visit.start.instant(),
        previous_start: old.visit.start.instant(),
    };
    idempotent::commit(tx, territory, key, &answer).await?;
    reserve_team::reload(ctx, &moved, &[&before, &team]).await;
    Ok(Try::Done(answer))
}
