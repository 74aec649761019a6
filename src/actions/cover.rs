//! Cover: somebody else in the team, at the same time; when there is nobody, the desk is to call.

use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::search::Team;

use super::error::Error;
use super::once::insist;
use super::promise::promise;
use super::replace::{Replaced, replace};
use super::seat::members;
use crate::ctx::Ctx;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::{self, Why};
use crate::store::{Tx, agendas, calendar_answers, referrals};

/// As [`replace`], after somebody of the team was declared away; when nobody can take the place, the person is put on the
/// desk's worklist, which proposes other times.
///
/// # Errors
/// As [`replace`].
pub async fn cover(ctx: &Ctx, territory: TerritoryId, id: AppointmentId) -> Result<Replaced, Error> {
    let replaced = replace(ctx, territory, id, None).await?;
    if matches!(replaced, Replaced::Nobody(_)) {
        insist(|| tell_desk(ctx, territory, id)).await?;
    }
    Ok(replaced)
}

async fn tell_desk(ctx: &Ctx, territory: TerritoryId, id: AppointmentId) -> Result<(), Error> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let appointment = appointments::lock(&tx, territory, id).await?.ok_or(Error::Unknown("appointment"))?;
    let team = appointments::team(&tx, id).await?;
    // Moved, made whole or called off since nobody was found: there is nothing to tell.
    let to_come = appointment.state.is_expected() && appointment.visit.start.instant() > now;
    if !to_come || away(&tx, &appointment, &team).await?.is_empty() {
        return Ok(());
    }
    let referral = referrals::get(&tx, territory, appointment.referral).await?;
    let referral = referral.ok_or(Error::Unknown("referral"))?;
    promise(ctx, &tx, &referral, Why::TeamDeclined, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Those of a team who are away when the appointment is.
async fn away(tx: &Tx, appointment: &Appointment, team: &Team) -> Result<Vec<ResourceId>, Error> {
    Ok(agendas::away(tx, appointment.territory, &members(team), appointment.visit).await?)
}

/// Takes from the worklist what is no longer so of `appointment`, now that `team` is to come to it: that somebody cannot, when
/// nobody of them is away, and that somebody proposes another time, when nobody does.
pub(super) async fn retract(ctx: &Ctx, tx: &Tx, appointment: &Appointment, team: &Team) -> Result<(), Error> {
    let mut over = Vec::new();
    if away(tx, appointment, team).await?.is_empty() {
        over.push(Why::TeamDeclined);
    }
    let answers = calendar_answers::about(tx, appointment.territory, appointment).await?;
    if !answers.iter().any(|said| said.answer == domain::incoming::Answer::Counter && team.has(said.of)) {
        over.push(Why::OtherTimeProposed);
    }
    Ok(callbacks::settle_of(tx, appointment.territory, appointment.referral, &over, ctx.now()).await?)
}
