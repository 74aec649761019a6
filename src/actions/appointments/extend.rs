//! Extend: gives a hold more time, once.

use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::time::Minutes;

use crate::actions::appointments::book::{question, referral_of};
use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::hold::{Held, minutes};
use crate::actions::kit::error::Noun;
use crate::actions::kit::idempotent;
use crate::actions::kit::idempotent::Begun;
use crate::actions::kit::metered::metered;
use crate::actions::kit::reserve_team::{Seated, Try, reload, reserve_team, retry_on_conflict};
use crate::actions::offers::offer;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::events;
use crate::store::idempotency::Key;

/// Longest time between the beginning of a hold and its extended end.
const LONGEST: Minutes = Minutes(30);

/// Gives a hold `more` minutes from now on, once and within half an hour of its beginning; never fewer than it has.
/// A hold that has ended is extended as well while nobody has taken its place.
///
/// # Errors
/// [`AppointmentError::NotPossible`] when it is not a hold, [`AppointmentError::ExtendedAlready`], [`AppointmentError::Taken`] without offers when
/// the place is gone, [`AppointmentError::Store`].
pub async fn extend(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    more: Minutes,
    key: Option<&Key>,
) -> Result<Held, AppointmentError> {
    metered(ctx, "extend", async {
        let held = retry_on_conflict(ctx, territory, |_| attempt(ctx, territory, id, more, key)).await?;
        held.ok_or(AppointmentError::Taken(Vec::new()))
    })
    .await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
    more: Minutes,
    key: Option<&Key>,
) -> Result<Try<Held>, AppointmentError> {
    let now = ctx.now();
    let tx = match idempotent::begin(ctx, territory, key, &("extend", id, more), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(answer) => return Ok(Try::Done(answer)),
    };
    let held =
        appointments::lock(&tx, territory, id).await?.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
    let state = next(held.state, Event::Extend)?;
    if held.revision > 0 {
        return Err(AppointmentError::ExtendedAlready);
    }
    let latest = held.created_at + minutes(LONGEST);
    if latest <= now {
        return Err(AppointmentError::ExtendedAlready);
    }
    let ends_at = (now + minutes(more)).min(latest).max(held.hold_ends.unwrap_or(now));
    let referral = referral_of(&tx, &held).await?;
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let question = question(&snapshot, &held, &referral, now)?;
    let team = appointments::team(&tx, id).await?;
    // A hold tells nobody anything, so its revision is free to say that it was extended; booking sets it to 1.
    let extended = Appointment { state, hold_ends: Some(ends_at), revision: 1, ..held };
    appointments::update(&tx, &extended).await?;
    if reserve_team(&tx, &snapshot, &question, &extended, &team, None).await? == Seated::Gone {
        return Ok(Try::Nobody);
    }
    events::append(&tx, ctx.new_id(), now, Event::Extend, &extended, &team).await?;
    let answer = Held { appointment: id, ends_at };
    idempotent::commit(tx, territory, key, &answer).await?;
    reload(ctx, &extended, &[&team]).await;
    Ok(Try::Done(answer))
}
