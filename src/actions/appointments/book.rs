//! Book: confirms a hold.

use chrono::{DateTime, Utc};
use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::search::{SearchQuestion, Team, TieBreak};
use domain::time::{Minutes, QUANTUM_MINUTES};
use domain::visit::{Modes, VisitType};
use serde::{Deserialize, Serialize};

use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::release::close;
use crate::actions::kit::error::Noun;
use crate::actions::kit::error::{LoadError, QuestionError};
use crate::actions::kit::idempotent;
use crate::actions::kit::idempotent::Begun;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::{AppointmentChange, notify};
use crate::actions::kit::reserve_team;
use crate::actions::kit::reserve_team::{Seated, Try, members, reserve_team, team_for};
use crate::actions::kit::retry::{LostRace, Tries, lost_race, retry};
use crate::actions::kit::search_request;
use crate::actions::kit::search_request::Ask;
use crate::actions::offers::offer;
use crate::context::Context;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;
use crate::store::referrals::{self, Moment, Referral};
use crate::store::{Tx, callbacks, events};

/// The grid on which every start lies, minutes: one quantum.
const GRID_OF_ANY_START: u32 = 5;

/// A booked appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// The appointment.
    pub appointment: AppointmentId,
    /// First instant.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
}

/// Confirms a hold, also one that has ended while nobody took its place. What was held is checked again in the same
/// transaction: somebody who was taken or went away meanwhile is replaced by another of the same role at the same
/// time, silently. Only when nobody is left is it [`AppointmentError::Taken`], with the next offers; the hold is then given
/// back.
///
/// # Errors
/// [`AppointmentError`]; but for [`AppointmentError::Taken`], nothing is then changed.
pub async fn book(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<Booked, AppointmentError> {
    metered(ctx, "book", async {
        let (mut team, mut lost, mut tries) = (None, 0, Tries::new());
        loop {
            match attempt(ctx, territory, id, key, team.take()).await {
                Ok(Try::Done(Answer::Booked(booked))) => return Ok(booked),
                Ok(Try::Done(Answer::Taken(_))) => return Err(taken(ctx, territory, id).await),
                Ok(Try::Gone | Try::Nobody) => {
                    ctx.agendas.note_lost();
                    tries.again_after(ctx, LostRace::Seat).await?;
                    ctx.agendas.up_to_date(&ctx.db, territory, ctx.now()).await?;
                    let (appointment, referral) = load(ctx, territory, id).await?;
                    let snapshot = offer::snapshot(ctx, territory, ctx.now()).await?;
                    let mut question = question(&snapshot, &appointment, &referral, ctx.now())?;
                    question.keep = members(&appointments::team(ctx.db.read(), id).await?);
                    question.tie_break = TieBreak::of(referral.id, lost);
                    lost += 1;
                    team = team_for(&snapshot, &question, appointment.start());
                    if team.is_none() {
                        return match retry(ctx, || give_up(ctx, territory, id, key)).await? {
                            Answer::Booked(booked) => Ok(booked),
                            Answer::Taken(_) => Err(taken(ctx, territory, id).await),
                        };
                    }
                }
                Err(error) => tries.again_after(ctx, lost_race(error)?).await?,
            }
        }
    })
    .await
}

/// What was answered once, so that the same call with the same key is answered alike.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Answer {
    Booked(Booked),
    Taken(Taken),
}

/// The hold was given back, since its time was taken.
#[derive(Debug, Serialize, Deserialize)]
struct Taken {
    taken: AppointmentId,
}

/// Gives the hold back, and writes down under the key that its time was taken.
async fn give_up(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<Answer, AppointmentError> {
    let now = ctx.now();
    let tx = match idempotent::begin(ctx, territory, key, &("book", id), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(answer) => return Ok(answer),
    };
    let (closed, team) = close(ctx, &tx, id, territory, now).await?;
    let answer = Answer::Taken(Taken { taken: id });
    idempotent::commit(tx, territory, key, &answer).await?;
    reserve_team::reload(ctx, &closed, &[&team]).await;
    Ok(answer)
}

/// The refusal, with what is to be had now.
async fn taken(ctx: &Context, territory: TerritoryId, id: AppointmentId) -> AppointmentError {
    match load(ctx, territory, id).await {
        Ok((appointment, referral)) => {
            let ask = Ask::any(territory, referral.id, appointment.visit_type, appointment.mode);
            reserve_team::taken(ctx, &ask).await
        }
        Err(error) => error.into(),
    }
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
    team: Option<Team>,
) -> Result<Try<Answer>, AppointmentError> {
    let now = ctx.now();
    let tx = match idempotent::begin(ctx, territory, key, &("book", id), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(answer) => return Ok(Try::Done(answer)),
    };
    // The referral is locked before its appointment, as where it is held or closed.
    let known =
        appointments::get(&tx, territory, id).await?.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
    let referral = referrals::lock(&tx, territory, known.referral).await?;
    let referral = referral.ok_or(AppointmentError::NotFound(Noun::Referral))?;
    if referral.is_over() {
        return Err(AppointmentError::ReferralClosed);
    }
    let held =
        appointments::lock(&tx, territory, id).await?.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
    let state = next(held.state, Event::Book)?;
    if held.visit.start.instant() <= now {
        return Err(AppointmentError::Past);
    }
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let question = question(&snapshot, &held, &referral, now)?;
    let before = appointments::team(&tx, id).await?;
    let team = team.unwrap_or_else(|| before.clone());
    let booked = Appointment { state, hold_ends: None, revision: 1, ..held };
    appointments::update(&tx, &booked).await?;
    if reserve_team(&tx, &snapshot, &question, &booked, &team, None).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    referrals::mark_first(&tx, territory, referral.id, Moment::Booked, now).await?;
    callbacks::settle(&tx, territory, referral.id, now).await?;
    notify(ctx, &tx, &booked, &team, referral.beneficiary, AppointmentChange::Booked, now).await?;
    events::append(&tx, ctx.new_id(), now, Event::Book, &booked, &team).await?;
    let answer = Answer::Booked(answer(&booked));
    idempotent::commit(tx, territory, key, &answer).await?;
    reserve_team::reload(ctx, &booked, &[&before, &team]).await;
    Ok(Try::Done(answer))
}

fn answer(appointment: &Appointment) -> Booked {
    Booked {
        appointment: appointment.id,
        start: appointment.visit.start.instant(),
        end: appointment.visit.end.instant(),
    }
}

/// The question an appointment answers where it stands, its own time not in its way. Its length, its start and its way
/// are what they were when it was taken, whatever has become of the visit type since.
pub(in crate::actions) fn question(
    snapshot: &Snapshot,
    appointment: &Appointment,
    referral: &Referral,
    now: DateTime<Utc>,
) -> Result<SearchQuestion, QuestionError> {
    let Appointment { visit_type, mode, site, .. } = *appointment;
    let kind =
        snapshot.territory.visit_types.get(&visit_type).ok_or(QuestionError::NotFound(Noun::VisitType))?;
    // No team is free for longer than any visit can be: an impossible length is refused, not replaced by another.
    let minutes = u32::try_from(appointment.visit.len() * QUANTUM_MINUTES).unwrap_or(u32::MAX);
    let kind = VisitType {
        duration: Minutes(minutes),
        grid: Minutes(GRID_OF_ANY_START),
        modes: Modes::of(kind.modes.iter().chain([mode])),
        ..kind.clone()
    };
    let mut question = search_request::question_of(snapshot, referral, kind, mode, vec![site], now)?;
    question.own = Some(appointment.id);
    Ok(search_request::at(question, appointment.start()))
}

/// The referral an appointment serves.
pub(in crate::actions) async fn referral_of(
    tx: &Tx,
    appointment: &Appointment,
) -> Result<Referral, LoadError> {
    let referral = referrals::get(tx, appointment.territory, appointment.referral).await?;
    referral.ok_or(LoadError::NotFound(Noun::Referral))
}

/// An appointment and its referral, as they are now.
pub(in crate::actions) async fn load(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<(Appointment, Referral), LoadError> {
    let db = ctx.db.read();
    let appointment =
        appointments::get(db, territory, id).await?.ok_or(LoadError::NotFound(Noun::Appointment))?;
    let referral = referrals::get(db, territory, appointment.referral).await?;
    Ok((appointment, referral.ok_or(LoadError::NotFound(Noun::Referral))?))
}
