//! Release: gives a hold back.

use chrono::{DateTime, Utc};
use domain::ids::{AppointmentId, TerritoryId};
use domain::life::{Event, next};
use domain::search::Team;

use super::counted::counted;
use super::error::Error;
use super::once::{self, Begun, insist};
use super::seat::{reload, unseat};
use crate::ctx::Ctx;
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;
use crate::store::{Tx, events};

/// Gives a hold back at once, without waiting for it to end.
///
/// # Errors
/// [`Error::Unknown`], [`Error::NotPossible`] when it is not a hold, [`Error::Store`].
pub async fn release(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<(), Error> {
    counted(ctx, "release", insist(|| attempt(ctx, territory, id, key))).await
}

async fn attempt(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<(), Error> {
    let now = ctx.now();
    let tx = match once::begin(ctx, territory, key, &("release", id), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(answer) => return Ok(answer),
    };
    let (closed, team) = close(ctx, &tx, id, territory, now).await?;
    once::commit(tx, territory, key, &()).await?;
    reload(ctx, &closed, &[&team]).await;
    Ok(())
}

/// Gives a hold back inside the caller's transaction; says what it was and who had been in it.
///
/// # Errors
/// As [`release`].
pub(super) async fn close(
    ctx: &Ctx,
    tx: &Tx,
    id: AppointmentId,
    territory: TerritoryId,
    now: DateTime<Utc>,
) -> Result<(Appointment, Team), Error> {
    let held = appointments::lock(tx, territory, id).await?.ok_or(Error::Unknown("appointment"))?;
    let state = next(held.state, Event::Close)?;
    let team = appointments::team(tx, id).await?;
    let closed = Appointment { state, hold_ends: None, ..held };
    appointments::update(tx, &closed).await?;
    unseat(tx, &closed, &team).await?;
    events::append(tx, ctx.fresh(), now, Event::Close, &closed, &team).await?;
    Ok((closed, team))
}
