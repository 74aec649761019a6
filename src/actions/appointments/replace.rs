//! Replaces those of a team who can no longer come, at the same time.

use std::sync::Arc;

use domain::agenda::Agenda;
use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::search::{SearchQuestion, TieBreak, admits};

use crate::actions::appointments::alternatives;
use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::team_callbacks::settle_callbacks_about_team;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::AppointmentContext;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::{About, AppointmentChange, notify};
use crate::actions::kit::reserve_team::{Seated, Seats, Try, claim_team, members, reload, reserve_team};
use crate::actions::kit::retry::{LostRace, Tries, lost_race};
use crate::actions::kit::search_request::SlotRequest;
use crate::actions::kit::write::{Begun, Write};
use crate::actions::offers::offer::Offer;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;

/// What became of an appointment whose team may no longer be free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// Everybody can still come: nothing was changed.
    NotNeeded,
    /// The hour stands, with other people.
    Done {
        /// Who left.
        left: Vec<ResourceId>,
        /// Who came.
        came: Vec<ResourceId>,
    },
    /// Nobody else is free then; the appointment is as it was, and these are the next times to propose.
    Nobody(Vec<Offer>),
}

/// Puts free colleagues of the same role in the place of those who can no longer come, at the same time. The person
/// received is not disturbed.
///
/// # Errors
/// [`AppointmentError::NotFound`], [`AppointmentError::NotPossible`] when it is not expected, [`AppointmentError::Store`].
pub async fn replace(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<Replaced, AppointmentError> {
    metered(ctx, "replace", async {
        let (mut lost, mut tries) = (0, Tries::new());
        loop {
            ctx.agendas.up_to_date(&ctx.db, territory, ctx.now()).await?;
            match attempt(ctx, territory, id, key, lost).await {
                Ok(Try::Done(replaced)) => return Ok(replaced),
                Ok(Try::Gone) => {
                    ctx.agendas.note_lost();
                    lost += 1;
                    tries.again_after(ctx, LostRace::Seat).await?;
                }
                Ok(Try::Nobody) => {
                    let known = appointments::get(ctx.db.read(), territory, id).await?;
                    let known = known.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
                    let ask = SlotRequest::any(territory, known.referral, known.visit_type, known.mode);
                    return Ok(Replaced::Nobody(alternatives::next_offers(ctx, &ask).await?));
                }
                Err(error) => tries.again_after(ctx, lost_race(error)?).await?,
            }
        }
    })
    .await
}

/// True when everybody of the team can still come.
fn is_whole(context: &AppointmentContext, question: &SearchQuestion) -> bool {
    let AppointmentContext { snapshot, appointment, team, .. } = context;
    let agendas: Vec<&Agenda> =
        members(team).into_iter().filter_map(|id| snapshot.agenda(id)).map(Arc::as_ref).collect();
    admits(&snapshot.territory, &agendas, question, appointment.start(), team).is_ok()
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
    lost: usize,
) -> Result<Try<Replaced>, AppointmentError> {
    let now = ctx.now();
    let context = AppointmentContext::load(ctx, territory, id, now).await;
    let mut write = match Write::once(ctx, territory, key, &("replace", id), now).await? {
        Begun::New(write) => write,
        Begun::Done((left, came)) => return Ok(Try::Done(Replaced::Done { left, came })),
    };
    let mut context = context?;
    context.lock(&write).await?;
    let state = next(context.appointment.state, Event::Replace)?;
    if context.appointment.visit.start.instant() <= now {
        return Err(AppointmentError::Past);
    }
    let mut question = context.question(now)?;
    if is_whole(&context, &question) {
        return Ok(Try::Done(Replaced::NotNeeded));
    }
    question.keep = members(&context.team);
    question.tie_break = TieBreak::of(context.referral.id, lost);
    let start = context.appointment.start();
    let Some((team, _claim)) = claim_team(ctx, &context.snapshot, &mut question, start) else {
        return Ok(Try::Nobody);
    };
    let AppointmentContext { snapshot, referral, appointment: old, team: before } = context;
    let replaced = Appointment { state, revision: old.revision + 1, ..old };
    appointments::update(write.tx(), &replaced).await?;
    let seats = Seats { of: &replaced, team: &before };
    if reserve_team(&write, &snapshot, &question, seats, &team, None).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    settle_callbacks_about_team(&write, &replaced, &team).await?;
    let about = About { snapshot: &snapshot, referral: &referral, appointment: &replaced, team: &team };
    notify(&mut write, about, AppointmentChange::Replaced { before: &before }).await?;
    write.event(Event::Replace, &replaced, &team);
    let (old_members, new_members) = (members(&before), members(&team));
    let without = |list: &[ResourceId], others: &[ResourceId]| -> Vec<ResourceId> {
        list.iter().filter(|member| !others.contains(member)).copied().collect()
    };
    let left = without(&old_members, &new_members);
    let came = without(&new_members, &old_members);
    write.commit(JournalEntry::of("replace", Noun::Appointment, id.0), &(&left, &came)).await?;
    reload(ctx, &replaced, &[&before, &team]).await;
    Ok(Try::Done(Replaced::Done { left, came }))
}
