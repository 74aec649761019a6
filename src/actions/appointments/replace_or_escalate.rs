//! Cover: somebody else in the team, at the same time; when there is nobody, the desk is to call.

use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::search::Team;

use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::replace::{Replaced, replace};
use crate::actions::callbacks::open::open_callback;
use crate::actions::kit::error::Noun;
use crate::actions::kit::reserve_team::members;
use crate::actions::kit::retry::retry;
use crate::context::Context;
use crate::store::StoreError;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::{self, CallbackReason};
use crate::store::{Tx, agendas, calendar_answers, referrals};

/// As [`replace`], after somebody of the team was declared away; when nobody can take the place, the person is put on the
/// desk's worklist, which proposes other times.
///
/// # Errors
/// As [`replace`].
pub async fn replace_or_escalate(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<Replaced, AppointmentError> {
    let replaced = replace(ctx, territory, id, None).await?;
    if matches!(replaced, Replaced::Nobody(_)) {
        retry(ctx, || tell_desk(ctx, territory, id)).await?;
    }
    Ok(replaced)
}

async fn tell_desk(ctx: &Context, territory: TerritoryId, id: AppointmentId) -> Result<(), AppointmentError> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let appointment =
        appointments::lock(&tx, territory, id).await?.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
    let team = appointments::team(&tx, id).await?;
    // Moved, made whole or called off since nobody was found: there is nothing to tell.
    let to_come = appointment.state.is_expected() && appointment.visit.start.instant() > now;
    if !to_come || away(&tx, &appointment, &team).await?.is_empty() {
        return Ok(());
    }
    let referral = referrals::get(&tx, territory, appointment.referral).await?;
    let referral = referral.ok_or(AppointmentError::NotFound(Noun::Referral))?;
    open_callback(ctx, &tx, &referral, CallbackReason::TeamDeclined, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Those of a team who are away when the appointment is.
async fn away(tx: &Tx, appointment: &Appointment, team: &Team) -> Result<Vec<ResourceId>, StoreError> {
    agendas::away(tx, appointment.territory, &members(team), appointment.visit).await
}

/// Takes from the worklist what is no longer so of `appointment`, now that `team` is to come to it: that somebody cannot, when
/// nobody of them is away, and that somebody proposes another time, when nobody does.
pub(in crate::actions) async fn retract(
    ctx: &Context,
    tx: &Tx,
    appointment: &Appointment,
    team: &Team,
) -> Result<(), StoreError> {
    let mut over = Vec::new();
    if away(tx, appointment, team).await?.is_empty() {
        over.push(CallbackReason::TeamDeclined);
    }
    let answers = calendar_answers::about(tx, appointment.territory, appointment).await?;
    if !answers
        .iter()
        .any(|said| said.answer == domain::incoming_mail::InvitationAnswer::Counter && team.has(said.of))
    {
        over.push(CallbackReason::OtherTimeProposed);
    }
    callbacks::settle_of(tx, appointment.territory, appointment.referral, &over, ctx.now()).await
}
