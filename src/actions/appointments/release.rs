//! Releases a hold.

use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::search::Team;

use crate::actions::appointments::error::{AppointmentError, TransitionError};
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::metered::metered;
use crate::actions::kit::reserve_team::{release_team, reload};
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::{Begun, Write};
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;

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
    let mut write = match Write::once(ctx, territory, key, &("release", id), ctx.now()).await? {
        Begun::New(write) => write,
        Begun::Done(answer) => return Ok(answer),
    };
    let (closed, team) = close(&mut write, territory, id).await?;
    write.commit(JournalEntry::of("release", Noun::Appointment, id.0), &()).await?;
    reload(ctx, &closed, &[&team]).await;
    Ok(())
}

/// Gives a hold back as a part of another write; says what it was and who had been in it.
///
/// # Errors
/// As [`release`].
pub(in crate::actions) async fn close(
    write: &mut Write<'_>,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<(Appointment, Team), TransitionError> {
    let held = appointments::lock(write.tx(), territory, id).await?;
    let held = held.ok_or(TransitionError::NotFound(Noun::Appointment))?;
    let state = next(held.state, Event::Close)?;
    let team = appointments::team(write.tx(), id).await?;
    let closed = Appointment { state, hold_ends: None, ..held };
    appointments::update(write.tx(), &closed).await?;
    release_team(write.tx(), &closed, &team).await?;
    write.event(Event::Close, &closed, &team);
    Ok((closed, team))
}
