//! Holds a start: reserves a team for minutes.

use chrono::{DateTime, Duration, Utc};
use domain::appointment_state::{Event, State, next};
use domain::ids::{AppointmentId, SiteId};
use domain::search::{Refusal, SearchQuestion, Start, Team, TieBreak, admits};
use domain::time::{Minutes, Quantum, Span};
use serde::{Deserialize, Serialize};

use crate::actions::appointments::alternatives;
use crate::actions::appointments::error::AppointmentError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::{latest, snapshot};
use crate::actions::kit::metered::metered;
use crate::actions::kit::reserve_team::{
    Seated, Seats, Try, claim_team, reload, reserve_team, retry_on_conflict,
};
use crate::actions::kit::search_request;
use crate::actions::kit::search_request::{Notice, SlotRequest};
use crate::actions::kit::write::{Begun, Write};
use crate::context::Context;
use crate::store::agenda_cache::{Claim, Snapshot};
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;
use crate::store::referrals::{self, Moment, Referral};

/// Longest time a hold may be asked for.
const LONGEST: Minutes = Minutes(30);

/// What to hold.
#[derive(Clone, Debug)]
pub struct Hold {
    /// What was asked for when this start was offered: the answer to "taken" comes from the same question.
    pub ask: SlotRequest,
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
            None => Err(alternatives::taken(ctx, &wanted.ask).await),
        }
    })
    .await
}

/// A team for a hold.
struct Found {
    question: SearchQuestion,
    start: Start,
    team: Team,
    /// Tells others of this process that the team is about to be taken.
    _claim: Claim,
}

/// Looks for a team in memory; `earlier` is what the referral holds already.
fn find(
    write: &Write<'_>,
    wanted: &Hold,
    (snapshot, referral): (&Snapshot, &Referral),
    earlier: Option<&Appointment>,
    lost: usize,
) -> Result<Try<Found>, AppointmentError> {
    let now = write.now();
    let mut question = search_request::question(
        snapshot,
        referral,
        wanted.ask.visit_type,
        wanted.ask.mode,
        vec![wanted.site],
        now,
    )?;
    if wanted.ask.notice == Notice::Waived {
        question.window.start = Quantum::ceil(now);
    }
    question.own = earlier.map(|earlier| earlier.id);
    question.tie_break = TieBreak::of(referral.id, lost);
    let start = chosen(wanted.start, wanted.site)?;
    if !search_request::is_in_window(&question, start) {
        return Err(AppointmentError::Refused(Refusal::OutsideWindow));
    }
    let mut question = search_request::at(question, start);
    let Some((team, claim)) = claim_team(write.ctx(), snapshot, &mut question, start) else {
        return off_grid_or_nobody(&question, start, snapshot);
    };
    Ok(Try::Done(Found { question, start, team, _claim: claim }))
}

/// What a referral that was locked holds already, locked too.
enum Earlier {
    /// Nothing.
    None,
    /// A hold, with its team.
    Hold(Appointment, Team),
    /// What was a hold was confirmed or given back while this waited for it.
    Overtaken,
}

async fn earlier_hold(write: &Write<'_>, referral: &Referral) -> Result<Earlier, AppointmentError> {
    let live = [State::Held, State::Booked];
    let live = appointments::of_referral(write.tx(), referral.territory, referral.id, &live).await?;
    if live.iter().any(|appointment| appointment.state.is_expected()) {
        return Err(AppointmentError::AlreadyBooked);
    }
    let Some(earlier) = live.first() else { return Ok(Earlier::None) };
    match appointments::lock(write.tx(), referral.territory, earlier.id).await? {
        None => Ok(Earlier::None),
        Some(locked) if locked.state != State::Held => Ok(Earlier::Overtaken),
        Some(locked) => {
            let team = appointments::team(write.tx(), locked.id).await?;
            Ok(Earlier::Hold(locked, team))
        }
    }
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
    let snapshot = snapshot(ctx, territory, now).await;
    let mut write = match Write::once(ctx, territory, key, &request, now).await? {
        Begun::New(write) => write,
        Begun::Done(held) => return Ok(Try::Done(held)),
    };
    let snapshot = latest(ctx, snapshot?);
    let referral = referrals::lock(write.tx(), territory, wanted.ask.referral).await?;
    let referral = referral.ok_or(AppointmentError::NotFound(Noun::Referral))?;
    if referral.is_over() {
        return Err(AppointmentError::ReferralClosed);
    }
    let earlier = match earlier_hold(&write, &referral).await? {
        Earlier::None => None,
        Earlier::Hold(earlier, team) => Some((earlier, team)),
        Earlier::Overtaken => return Ok(Try::Gone),
    };
    let known = (&*snapshot, &referral);
    let found = find(&write, wanted, known, earlier.as_ref().map(|(earlier, _)| earlier), lost)?;
    let Found { question, start, team, _claim } = match found {
        Try::Done(found) => found,
        Try::Gone => return Ok(Try::Gone),
        Try::Nobody => return Ok(Try::Nobody),
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
    if let Some((earlier, team)) = earlier {
        let closed = Appointment { state: next(earlier.state, Event::Close)?, hold_ends: None, ..earlier };
        appointments::update(write.tx(), &closed).await?;
        given_back = Some((closed, team));
    }
    appointments::insert(write.tx(), &appointment).await?;
    let instead_of = given_back.as_ref().map(|(closed, team)| Seats { of: closed, team });
    let no_team = Team::default();
    let seats = Seats { of: &appointment, team: &no_team };
    if reserve_team(&write, &snapshot, &question, seats, &team, instead_of).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    if referral.first_offered_at.is_none() {
        referrals::mark_first(write.tx(), territory, referral.id, Moment::FirstOffered, now).await?;
    }
    if let Some((closed, team)) = &given_back {
        write.event(Event::Close, closed, team);
    }
    write.event(Event::Hold, &appointment, &team);
    let held = Held { appointment: appointment.id, ends_at };
    write.commit(JournalEntry::of("hold", Noun::Appointment, appointment.id.0), &held).await?;
    let earlier_team = given_back.map(|(_, team)| team).unwrap_or_default();
    reload(ctx, &appointment, &[&team, &earlier_team]).await;
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
    question: &SearchQuestion,
    start: Start,
    snapshot: &Snapshot,
) -> Result<Try<T>, AppointmentError> {
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
