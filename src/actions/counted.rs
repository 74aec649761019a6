//! The verbs as the other rooms call them: each done by its own file, and counted here with what became of it.

use domain::ids::{AppointmentId, TerritoryId};
use domain::life::{Party, Reason};
use domain::time::Minutes;

use super::ask::Ask;
use super::book::Booked;
use super::cancel::Cancelled;
use super::error::Error;
use super::hold::{Held, Hold};
use super::r#move::{Move, Moved};
use super::offer::{Explain, Offers};
use super::outcome::Outcome;
use super::replace::Replaced;
use crate::ctx::Ctx;
use crate::store::idempotency::Key;

fn counted<T>(ctx: &Ctx, action: &'static str, outcome: Result<T, Error>) -> Result<T, Error> {
    ctx.metrics.acted(action, outcome.as_ref().map_or_else(Error::word, |_| "done"));
    outcome
}

/// As its own file says.
///
/// # Errors
/// As [`offer::offer`](super::offer::offer).
pub async fn offer(ctx: &Ctx, ask: &Ask, explain: Explain) -> Result<Offers, Error> {
    counted(ctx, "offer", super::offer::offer(ctx, ask, explain).await)
}

/// As its own file says.
///
/// # Errors
/// As [`hold::hold`](super::hold::hold).
pub async fn hold(ctx: &Ctx, wanted: &Hold, key: Option<&Key>) -> Result<Held, Error> {
    counted(ctx, "hold", super::hold::hold(ctx, wanted, key).await)
}

/// As its own file says.
///
/// # Errors
/// As [`extend::extend`](super::extend::extend).
pub async fn extend(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    more: Minutes,
    key: Option<&Key>,
) -> Result<Held, Error> {
    counted(ctx, "extend", super::extend::extend(ctx, territory, id, more, key).await)
}

/// As its own file says.
///
/// # Errors
/// As [`release::release`](super::release::release).
pub async fn release(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<(), Error> {
    counted(ctx, "release", super::release::release(ctx, territory, id, key).await)
}

/// As its own file says.
///
/// # Errors
/// As [`book::book`](super::book::book).
pub async fn book(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<Booked, Error> {
    counted(ctx, "book", super::book::book(ctx, territory, id, key).await)
}

/// As its own file says.
///
/// # Errors
/// As [`move`](super::move::move).
pub async fn r#move(ctx: &Ctx, territory: TerritoryId, to: Move, key: Option<&Key>) -> Result<Moved, Error> {
    counted(ctx, "move", super::r#move::r#move(ctx, territory, to, key).await)
}

/// As its own file says.
///
/// # Errors
/// As [`cancel::cancel`](super::cancel::cancel).
pub async fn cancel(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    by: Party,
    why: Reason,
    key: Option<&Key>,
) -> Result<Cancelled, Error> {
    counted(ctx, "cancel", super::cancel::cancel(ctx, territory, id, by, why, key).await)
}

/// As its own file says.
///
/// # Errors
/// As [`replace::replace`](super::replace::replace).
pub async fn replace(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<Replaced, Error> {
    counted(ctx, "replace", super::replace::replace(ctx, territory, id, key).await)
}

/// As its own file says.
///
/// # Errors
/// As [`outcome::record_outcome`](super::outcome::record_outcome).
pub async fn record_outcome(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    said: Outcome,
    key: Option<&Key>,
) -> Result<(), Error> {
    counted(ctx, "outcome", super::outcome::record_outcome(ctx, territory, id, said, key).await)
}
