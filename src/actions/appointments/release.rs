//! Release: gives a hold back.

use chrono::{DateTime, Utc};
use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::search::Team;

use crate::actions::appointments::error::{AppointmentError, TransitionError};
use crate::actions::kit::error::Noun;
use crate::actions::kit::idempotent;
use crate::actions::kit::idempotent::Begun;
use crate::actions::kit::metered::metered;
use crate::actions::kit::reserve_team::{release_team, reload};
use crate::actions::kit::retry::retry;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;
use crate::store::{Tx, events};

/// Gives a hold back at once, without waiting for it to end.
///
/// # Errors
/// [`AppointmentError::NotFound`], [`AppointmentError::NotPossible`] when it is not a hold, [`AppointmentError::Store`].
pub async fn release(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<(), AppointmentError> {
    metered(ctx, "release", retry(ctx, || attempt(ctx, territory, id, key))).await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<(), AppointmentError> {
    let now = ctx.now();
    let tx = match idempotent::begin(ctx, territory, key, &("release", id), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(answer) => return Ok(answer),
    };
    let (closed, team) = close(ctx, &tx, id, territory, now).await?;
    idempotent::commit(tx, territory, key, &()).await?;
    reload(ctx, &closed, &[&team]).await;
    Ok(())
}

/// Gives a hold back inside the caller's transaction; says what it was and who had been in it.
///
/// # Errors
/// As [`release`].
pub(in crate::actions) async fn close(
    ctx: &Context,
    tx: &Tx,
    id: AppointmentId,
    territory: TerritoryId,
    now: DateTime<Utc>,
) -> Result<(Appointment, Team), TransitionError> {
    let held =
        appointments::lock(tx, territory, id).await?.ok_or(TransitionError::NotFound(Noun::Appointment))?;
    let state = next(held.state, Event::Close)?;
    let team = appointments::team(tx, id).await?;
    let closed = Appointment { state, hold_ends: None, ..held };
    appointments::update(tx, &closed).await?;
    release_team(tx, &closed, &team).await?;
    events::append(tx, ctx.new_id(), now, Event::Close, &closed, &team).await?;
    Ok((closed, team))
}
