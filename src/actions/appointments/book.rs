//! Books an appointment: confirms a hold.

use chrono::{DateTime, Utc};
use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::search::{Team, TieBreak};
use serde::{Deserialize, Serialize};

use crate::actions::appointments::alternatives;
use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::release::close;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::AppointmentContext;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::{About, AppointmentChange, notify};
use crate::actions::kit::reserve_team::{Seated, Seats, Try, members, reload, reserve_team, team_for};
use crate::actions::kit::retry::{LostRace, Tries, lost_race, retry};
use crate::actions::kit::search_request::SlotRequest;
use crate::actions::kit::write::{Begun, Write};
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks;
use crate::store::idempotency::Key;
use crate::store::referrals::{self, Moment};

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
                    let context = AppointmentContext::load(ctx, territory, id, ctx.now()).await?;
                    let mut question = context.question(ctx.now())?;
                    question.keep = members(&context.team);
                    question.tie_break = TieBreak::of(context.referral.id, lost);
                    lost += 1;
                    team = team_for(&context.snapshot, &question, context.appointment.start());
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

/// Gives the hold back, and records under the key that its time was taken.
async fn give_up(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<Answer, AppointmentError> {
    let mut write = match Write::once(ctx, territory, key, &("book", id), ctx.now()).await? {
        Begun::New(write) => write,
        Begun::Done(answer) => return Ok(answer),
    };
    let (closed, team) = close(&mut write, territory, id).await?;
    let answer = Answer::Taken(Taken { taken: id });
    write.commit(JournalEntry::of("release", Noun::Appointment, id.0), &answer).await?;
    reload(ctx, &closed, &[&team]).await;
    Ok(answer)
}

/// The refusal, with what is to be had now.
async fn taken(ctx: &Context, territory: TerritoryId, id: AppointmentId) -> AppointmentError {
    match appointments::get(ctx.db.read(), territory, id).await {
        Ok(Some(Appointment { referral, visit_type, mode, .. })) => {
            alternatives::taken(ctx, &SlotRequest::any(territory, referral, visit_type, mode)).await
        }
        Ok(None) => AppointmentError::NotFound(Noun::Appointment),
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
    let context = AppointmentContext::load(ctx, territory, id, now).await;
    let mut write = match Write::once(ctx, territory, key, &("book", id), now).await? {
        Begun::New(write) => write,
        Begun::Done(answer) => return Ok(Try::Done(answer)),
    };
    let mut context = context?;
    context.lock_referral(&write).await?;
    if context.referral.is_over() {
        return Err(AppointmentError::ReferralClosed);
    }
    // What became of the hold meanwhile decides; what is booked is looked at again below.
    context.lock(&write).await?;
    let state = next(context.appointment.state, Event::Book)?;
    if context.appointment.visit.start.instant() <= now {
        return Err(AppointmentError::Past);
    }
    let question = context.question(now)?;
    let AppointmentContext { snapshot, referral, appointment: held, team: before } = context;
    let team = team.unwrap_or_else(|| before.clone());
    let booked = Appointment { state, hold_ends: None, revision: 1, ..held };
    appointments::update(write.tx(), &booked).await?;
    let seats = Seats { of: &booked, team: &before };
    if reserve_team(&write, &snapshot, &question, seats, &team, None).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    if referral.booked_at.is_none() {
        referrals::mark_first(write.tx(), territory, referral.id, Moment::Booked, now).await?;
    }
    callbacks::settle(write.tx(), territory, referral.id, now).await?;
    let about = About { snapshot: &snapshot, referral: &referral, appointment: &booked, team: &team };
    notify(&mut write, about, AppointmentChange::Booked).await?;
    write.event(Event::Book, &booked, &team);
    let answer = Answer::Booked(answer(&booked));
    write.commit(JournalEntry::of("book", Noun::Appointment, id.0), &answer).await?;
    reload(ctx, &booked, &[&before, &team]).await;
    Ok(Try::Done(answer))
}

fn answer(appointment: &Appointment) -> Booked {
    Booked {
        appointment: appointment.id,
        start: appointment.visit.start.instant(),
        end: appointment.visit.end.instant(),
    }
}
