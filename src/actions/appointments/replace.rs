//! Replace: somebody else in the team, at the same time.

use std::sync::Arc;

use domain::agenda::Agenda;
use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::search::{TieBreak, admits};

use crate::actions::appointments::book::{load, question, referral_of};
use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::replace_or_escalate::retract;
use crate::actions::kit::error::Noun;
use crate::actions::kit::idempotent;
use crate::actions::kit::idempotent::Begun;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::{AppointmentChange, notify};
use crate::actions::kit::reserve_team;
use crate::actions::kit::reserve_team::{Seated, Try, choose, members, reserve_team};
use crate::actions::kit::retry::{LostRace, Tries, lost_race};
use crate::actions::kit::search_request::Ask;
use crate::actions::offers::offer;
use crate::actions::offers::offer::Offer;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::events;
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
                    let (appointment, referral) = load(ctx, territory, id).await?;
                    let ask = Ask::any(territory, referral.id, appointment.visit_type, appointment.mode);
                    return Ok(Replaced::Nobody(reserve_team::next_offers(ctx, &ask).await?));
                }
                Err(error) => tries.again_after(ctx, lost_race(error)?).await?,
            }
        }
    })
    .await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
    lost: usize,
) -> Result<Try<Replaced>, AppointmentError> {
    let now = ctx.now();
    let tx = match idempotent::begin(ctx, territory, key, &("replace", id), now).await? {
        Begun::New(tx) => tx,
        Begun::Done((left, came)) => return Ok(Try::Done(Replaced::Done { left, came })),
    };
    let old =
        appointments::lock(&tx, territory, id).await?.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
    let state = next(old.state, Event::Replace)?;
    if old.visit.start.instant() <= now {
        return Err(AppointmentError::Past);
    }
    let referral = referral_of(&tx, &old).await?;
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let mut question = question(&snapshot, &old, &referral, now)?;
    let before = appointments::team(&tx, id).await?;
    let agendas: Vec<&Agenda> =
        members(&before).into_iter().filter_map(|id| snapshot.agenda(id)).map(Arc::as_ref).collect();
    if admits(&snapshot.territory, &agendas, &question, old.start(), &before).is_ok() {
        return Ok(Try::Done(Replaced::NotNeeded));
    }
    question.keep = members(&before);
    question.tie_break = TieBreak::of(referral.id, lost);
    let Some((team, _claim)) = choose(ctx, &snapshot, &mut question, old.start()) else {
        return Ok(Try::Nobody);
    };
    let replaced = Appointment { state, revision: old.revision + 1, ..old };
    appointments::update(&tx, &replaced).await?;
    if reserve_team(&tx, &snapshot, &question, &replaced, &team, None).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    retract(ctx, &tx, &replaced, &team).await?;
    let news = AppointmentChange::Replaced { before: &before };
    notify(ctx, &tx, &replaced, &team, referral.beneficiary, news, now).await?;
    events::append(&tx, ctx.new_id(), now, Event::Replace, &replaced, &team).await?;
    let (old_members, new_members) = (members(&before), members(&team));
    let without = |list: &[ResourceId], others: &[ResourceId]| -> Vec<ResourceId> {
        list.iter().filter(|member| !others.contains(member)).copied().collect()
    };
    let left = without(&old_members, &new_members);
    let came = without(&new_members, &old_members);
    idempotent::commit(tx, territory, key, &(&left, &came)).await?;
    reserve_team::reload(ctx, &replaced, &[&before, &team]).await;
    Ok(Try::Done(Replaced::Done { left, came }))
}
