//! Cancel: calls an appointment off, always possible, whatever the hour.

use chrono::Duration;
use domain::ids::{AppointmentId, TerritoryId};
use domain::life::{Event, Party, Reason, next};
use domain::reception::UNDO;
use serde::{Deserialize, Serialize};

use super::book::referral_of;
use super::counted::counted;
use super::error::Error;
use super::fill_places::note_freed;
use super::once::{self, Begun, insist};
use super::seat::{reload, unseat};
use super::tell::{News, tell};
use crate::ctx::Ctx;
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;
use crate::store::reception::{self, Before};
use crate::store::{events, messages};

/// A cancelled appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// The appointment.
    pub appointment: AppointmentId,
}

/// Calls an appointment off: its time is free again in the same transaction.
///
/// # Errors
/// [`Error`]; nothing is then changed.
pub async fn cancel(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    by: Party,
    why: Reason,
    key: Option<&Key>,
) -> Result<Cancelled, Error> {
    counted(ctx, "cancel", insist(|| attempt(ctx, territory, id, by, why, key, None))).await
}

/// As [`cancel`], and nobody is told for [`UNDO`]: until then it can be taken back with [`super::undo()`].
///
/// # Errors
/// As [`cancel`].
pub async fn cancel_softly(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    by: Party,
    why: Reason,
) -> Result<Cancelled, Error> {
    counted(ctx, "cancel", insist(|| attempt(ctx, territory, id, by, why, None, Some(UNDO)))).await
}

async fn attempt(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    by: Party,
    why: Reason,
    key: Option<&Key>,
    undo: Option<Duration>,
) -> Result<Cancelled, Error> {
    let now = ctx.now();
    let tx = match once::begin(ctx, territory, key, &("cancel", id, by, why), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(cancelled) => return Ok(cancelled),
    };
    let old = appointments::lock(&tx, territory, id).await?.ok_or(Error::Unknown("appointment"))?;
    let event = Event::Cancel(by, why);
    let state = next(old.state, event)?;
    let referral = referral_of(&tx, &old).await?;
    let team = appointments::team(&tx, id).await?;
    let before = Before { state: old.state, team: team.clone(), ends_at: now + undo.unwrap_or_default() };
    let cancelled = Appointment {
        state,
        revision: old.revision + 1,
        cancelled: Some(appointments::cancelled(by, why)),
        ..old
    };
    appointments::update(&tx, &cancelled).await?;
    unseat(&tx, &cancelled, &team).await?;
    tell(ctx, &tx, &cancelled, &team, referral.beneficiary, News::Cancelled { by }, now).await?;
    if undo.is_some() {
        messages::hold_back(&tx, id, cancelled.revision, before.ends_at).await?;
        reception::keep_before(&tx, territory, id, &before).await?;
    }
    note_freed(ctx, &tx, &cancelled, before.ends_at).await?;
    events::append(&tx, ctx.fresh(), now, event, &cancelled, &team).await?;
    let answer = Cancelled { appointment: id };
    once::commit(tx, territory, key, &answer).await?;
    reload(ctx, &cancelled, &[&team]).await;
    Ok(answer)
}
