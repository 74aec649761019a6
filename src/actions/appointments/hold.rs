//! Hold: reserves a team for minutes.

use chrono::{DateTime, Duration, Utc};
use domain::appointment_state::{Event, State, next};
use domain::ids::{AppointmentId, SiteId};
use domain::search::{Refusal, Start, Team, TieBreak};
use domain::time::{Minutes, Quantum, Span};
use serde::{Deserialize, Serialize};

use crate::actions::appointments::error::AppointmentError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::idempotent;
use crate::actions::kit::idempotent::Begun;
use crate::actions::kit::metered::metered;
use crate::actions::kit::reserve_team;
use crate::actions::kit::reserve_team::{Seated, Try, choose, reserve_team, retry_on_conflict};
use crate::actions::kit::search_request;
use crate::actions::kit::search_request::{Ask, Notice};
use crate::actions::offers::offer;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;
use crate::store::{events, referrals};

/// Longest time a hold may be asked for.
const LONGEST: Minutes = Minutes(30);

/// What to hold.
#[derive(Clone, Debug)]
pub struct Hold {
    /// What was asked for when this start was offered: the answer to "taken" comes from the same question.
    pub ask: Ask,
    /// The chosen start.
    pub start: DateTime<Utc>,
    /// The chosen site.
    pub site: SiteId,
    /// For how long: 10 minutes for a person alone, 3 at a desk, 30 at most.
    pub minutes: Minutes,
}

/// A hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The appointment it may become.
    pub appointment: AppointmentId,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// Reserves the best team for that start. A hold that the same referral had is given back: one at a time. When
/// somebody of the team is taken meanwhile, another takes the seat; only when nobody is left is it [`AppointmentError::Taken`].
///
/// # Errors
/// [`AppointmentError`]; nothing is then changed.
pub async fn hold(ctx: &Context, wanted: &Hold, key: Option<&Key>) -> Result<Held, AppointmentError> {
    metered(ctx, "hold", async {
        match retry_on_conflict(ctx, wanted.ask.territory, |lost| attempt(ctx, wanted, key, lost)).await? {
            Some(held) => Ok(held),
            None => Err(reserve_team::taken(ctx, &wanted.ask).await),
        }
    })
    .await
}

async fn attempt(
    ctx: &Context,
    wanted: &Hold,
    key: Option<&Key>,
    lost: usize,
) -> Result<Try<Held>, AppointmentError> {
    let now = ctx.now();
    let territory = wanted.ask.territory;
    let request = (
        "hold",
        wanted.ask.referral,
        wanted.ask.visit_type,
        wanted.ask.mode,
        wanted.start,
        wanted.site,
        wanted.minutes,
    );
    let tx = match idempotent::begin(ctx, territory, key, &request, now).await? {
        Begun::New(tx) => tx,
        Begun::Done(held) => return Ok(Try::Done(held)),
    };
    let referral = referrals::lock(&tx, territory, wanted.ask.referral).await?;
    let referral = referral.ok_or(AppointmentError::NotFound(Noun::Referral))?;
    if referral.is_over() {
        return Err(AppointmentError::ReferralClosed);
    }
    let live = [State::Held, State::Booked];
    let live = appointments::of_referral(&tx, territory, referral.id, &live).await?;
    if live.iter().any(|appointment| appointment.state.is_expected()) {
        return Err(AppointmentError::AlreadyBooked);
    }
    let earlier = match live.first() {
        Some(earlier) => appointments::lock(&tx, territory, earlier.id).await?,
        None => None,
    };
    if earlier.as_ref().is_some_and(|earlier| earlier.state != State::Held) {
        // Confirmed or given back while this waited for it: what the referral has is another matter now.
        return Ok(Try::Gone);
    }
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let mut question = search_request::question(
        &snapshot,
        &referral,
        wanted.ask.visit_type,
        wanted.ask.mode,
        vec![wanted.site],
        now,
    )?;
    if wanted.ask.notice == Notice::Waived {
        question.window.start = Quantum::ceil(now);
    }
    question.own = earlier.as_ref().map(|earlier| earlier.id);
    question.tie_break = TieBreak::of(referral.id, lost);
    let start = chosen(wanted.start, wanted.site)?;
    if !search_request::is_in_window(&question, start) {
        return Err(AppointmentError::Refused(Refusal::OutsideWindow));
    }
    let mut question = search_request::at(question, start);
    let Some((team, _claim)) = choose(ctx, &snapshot, &mut question, start) else {
        return off_grid_or_nobody(&question, start, &snapshot);
    };
    let ends_at = now + minutes(wanted.minutes.min(LONGEST));
    let appointment = Appointment {
        id: AppointmentId(ctx.new_id()),
        territory,
        referral: referral.id,
        visit_type: wanted.ask.visit_type,
        site: wanted.site,
        mode: wanted.ask.mode,
        visit: Span::new(start.at, start.at.plus(question.length())),
        state: next(State::Offered, Event::Hold)?,
        revision: 0,
        hold_ends: Some(ends_at),
        cancelled: None,
        created_at: now,
    };
    let mut given_back = None;
    if let Some(earlier) = earlier {
        let team = appointments::team(&tx, earlier.id).await?;
        let closed = Appointment { state: next(earlier.state, Event::Close)?, hold_ends: None, ..earlier };
        appointments::update(&tx, &closed).await?;
        given_back = Some((closed, team));
    }
    appointments::insert(&tx, &appointment).await?;
    let instead_of = given_back.as_ref().map(|(closed, _)| closed.id);
    if reserve_team(&tx, &snapshot, &question, &appointment, &team, instead_of).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    if let Some((closed, team)) = &given_back {
        events::append(&tx, ctx.new_id(), now, Event::Close, closed, team).await?;
    }
    events::append(&tx, ctx.new_id(), now, Event::Hold, &appointment, &team).await?;
    let held = Held { appointment: appointment.id, ends_at };
    idempotent::commit(tx, territory, key, &held).await?;
    let earlier_team = given_back.map(|(_, team)| team).unwrap_or_default();
    reserve_team::reload(ctx, &appointment, &[&team, &earlier_team]).await;
    Ok(Try::Done(held))
}

/// The chosen start, which must be a whole quantum.
pub(in crate::actions) fn chosen(start: DateTime<Utc>, site: SiteId) -> Result<Start, AppointmentError> {
    let at = Quantum::floor(start);
    if at.instant() == start {
        Ok(Start { at, site })
    } else {
        Err(AppointmentError::Refused(Refusal::OffGrid { grid: 5 }))
    }
}

/// When no team is found: the reason that has nothing to do with people first.
pub(in crate::actions) fn off_grid_or_nobody<T>(
    question: &domain::search::SearchQuestion,
    start: Start,
    snapshot: &crate::store::agenda_cache::Snapshot,
) -> Result<Try<T>, AppointmentError> {
    use domain::search::admits;
    match admits(&snapshot.territory, &[], question, start, &Team::default()) {
        Err(refusal @ (Refusal::OffGrid { .. } | Refusal::OutsideWindow | Refusal::Unavailable)) => {
            Err(AppointmentError::Refused(refusal))
        }
        _ => Ok(Try::Nobody),
    }
}

/// Minutes as chrono counts them.
pub(in crate::actions) fn minutes(minutes: Minutes) -> Duration {
    Duration::minutes(i64::from(minutes.0))
}
