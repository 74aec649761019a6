//! Release: gives a hold back.

use domain::ids::{AppointmentId, TerritoryId};
use domain::life::{Event, next};

use super::error::Error;
use super::seat::{reload, unseat};
use crate::ctx::Ctx;
use crate::store::appointments::{self, Appointment};
use crate::store::events;

/// Gives a hold back at once, without waiting for it to end.
///
/// # Errors
/// [`Error::Unknown`], [`Error::NotPossible`] when it is not a hold, [`Error::Store`].
pub async fn release(ctx: &Ctx, territory: TerritoryId, id: AppointmentId) -> Result<(), Error> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let held = appointments::lock(&tx, territory, id).await?.ok_or(Error::Unknown("appointment"))?;
    let state = next(held.state, Event::Close)?;
    let team = appointments::team(&tx, id).await?;
    let closed = Appointment { state, hold_ends: None, ..held };
    appointments::update(&tx, &closed).await?;
    unseat(&tx, &closed, &team).await?;
    events::append(&tx, ctx.fresh(), now, Event::Close, &closed, &team).await?;
    tx.commit().await?;
    reload(ctx, &closed, &[&team]).await;
    Ok(())
}
