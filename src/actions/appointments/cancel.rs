//! Cancel: calls an appointment off, always possible, whatever the hour.

use chrono::Duration;
use domain::appointment_state::{Event, Party, Reason, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::reception::UNDO;
use serde::{Deserialize, Serialize};

use crate::actions::appointments::book::referral_of;
use crate::actions::appointments::error::AppointmentError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::idempotent;
use crate::actions::kit::idempotent::Begun;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::{AppointmentChange, notify};
use crate::actions::kit::reserve_team::{release_team, reload};
use crate::actions::kit::retry::retry;
use crate::actions::waitlist::notify::record_freed_slot;
use crate::context::Context;
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
/// [`AppointmentError`]; nothing is then changed.
pub async fn cancel(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    by: Party,
    why: Reason,
    key: Option<&Key>,
) -> Result<Cancelled, AppointmentError> {
    metered(ctx, "cancel", retry(ctx, || attempt(ctx, territory, id, by, why, key, None))).await
}

/// As [`cancel`], and nobody is told for [`UNDO`]: until then it can be taken back with [`crate::actions::appointments::undo()`].
///
/// # Errors
/// As [`cancel`].
pub async fn cancel_softly(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    by: Party,
    why: Reason,
) -> Result<Cancelled, AppointmentError> {
    metered(ctx, "cancel", retry(ctx, || attempt(ctx, territory, id, by, why, None, Some(UNDO)))).await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    by: Party,
    why: Reason,
    key: Option<&Key>,
    undo: Option<Duration>,
) -> Result<Cancelled, AppointmentError> {
    let now = ctx.now();
    let tx = match idempotent::begin(ctx, territory, key, &("cancel", id, by, why), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(cancelled) => return Ok(cancelled),
    };
    let old =
        appointments::lock(&tx, territory, id).await?.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
    let event = Event::Cancel(by, why);
    let state = next(old.state, event)?;
    let referral = referral_of(&tx, &old).await?;
    let team = appointments::team(&tx, id).await?;
    let before =
        Before { state: old.state, team: team.clone(), ends_at: undo.map_or(now, |undo| now + undo) };
    let cancelled = Appointment { state, revision: old.revision + 1, cancelled: Some((by, why)), ..old };
    appointments::update(&tx, &cancelled).await?;
    release_team(&tx, &cancelled, &team).await?;
    notify(ctx, &tx, &cancelled, &team, referral.beneficiary, AppointmentChange::Cancelled { by }, now)
        .await?;
    if undo.is_some() {
        messages::hold_back(&tx, id, cancelled.revision, before.ends_at).await?;
        reception::keep_before(&tx, territory, id, &before).await?;
    }
    record_freed_slot(ctx, &tx, &cancelled, before.ends_at).await?;
    events::append(&tx, ctx.new_id(), now, event, &cancelled, &team).await?;
    let answer = Cancelled { appointment: id };
    idempotent::commit(tx, territory, key, &answer).await?;
    reload(ctx, &cancelled, &[&team]).await;
    Ok(answer)
}
