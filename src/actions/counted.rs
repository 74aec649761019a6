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

/// Searches for `ask` and writes down that the referral has been offered something, the first time it is.
///
/// # Errors
/// [`Error`], counted by its word.
pub async fn offer(ctx: &Ctx, ask: &Ask, explain: Explain) -> Result<Offers, Error> {
    counted(ctx, "offer", super::offer::offer(ctx, ask, explain).await)
}

/// Reserves the best team for a start for minutes; a hold that the referral had is given back.
///
/// # Errors
/// [`Error`], counted by its word.
pub async fn hold(ctx: &Ctx, wanted: &Hold, key: Option<&Key>) -> Result<Held, Error> {
    counted(ctx, "hold", super::hold::hold(ctx, wanted, key).await)
}

/// Gives a hold more time, once.
///
/// # Errors
/// [`Error`], counted by its word.
pub async fn extend(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    more: Minutes,
    key: Option<&Key>,
) -> Result<Held, Error> {
    counted(ctx, "extend", super::extend::extend(ctx, territory, id, more, key).await)
}

/// Gives a hold back: its time is free again.
///
/// # Errors
/// [`Error`], counted by its word.
pub async fn release(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<(), Error> {
    counted(ctx, "release", super::release::release(ctx, territory, id, key).await)
}

/// Confirms a hold; whoever was taken meanwhile is replaced by another of the same role at the same time.
///
/// # Errors
/// [`Error`], counted by its word.
pub async fn book(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<Booked, Error> {
    counted(ctx, "book", super::book::book(ctx, territory, id, key).await)
}

/// Moves an appointment: the new time is taken before the old one is given back.
///
/// # Errors
/// [`Error`], counted by its word.
pub async fn r#move(ctx: &Ctx, territory: TerritoryId, to: Move, key: Option<&Key>) -> Result<Moved, Error> {
    counted(ctx, "move", super::r#move::r#move(ctx, territory, to, key).await)
}

/// Calls an appointment off: its time is free again in the same transaction.
///
/// # Errors
/// [`Error`], counted by its word.
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

/// Gives the places of those who are away to free colleagues of the same role at the same time.
///
/// # Errors
/// [`Error`], counted by its word.
pub async fn replace(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    key: Option<&Key>,
) -> Result<Replaced, Error> {
    counted(ctx, "replace", super::replace::replace(ctx, territory, id, key).await)
}

/// Writes down whether the person came.
///
/// # Errors
/// [`Error`], counted by its word.
pub async fn record_outcome(
    ctx: &Ctx,
    territory: TerritoryId,
    id: AppointmentId,
    said: Outcome,
    key: Option<&Key>,
) -> Result<(), Error> {
    counted(ctx, "outcome", super::outcome::record_outcome(ctx, territory, id, said, key).await)
}
