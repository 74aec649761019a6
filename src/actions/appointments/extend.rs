//! Extends a hold, once.

use domain::appointment_state::{Event, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::time::Minutes;

use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::hold::{Held, minutes};
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::AppointmentContext;
use crate::actions::kit::metered::metered;
use crate::actions::kit::reserve_team::{Seated, Seats, Try, reload, reserve_team, retry_on_conflict};
use crate::actions::kit::write::{Begun, Write};
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
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
    let context = AppointmentContext::load(ctx, territory, id, now).await;
    let mut write = match Write::once(ctx, territory, key, &("extend", id, more), now).await? {
        Begun::New(write) => write,
        Begun::Done(answer) => return Ok(Try::Done(answer)),
    };
    let mut context = context?;
    context.lock(&write).await?;
    let state = next(context.appointment.state, Event::Extend)?;
    let latest = context.appointment.created_at + minutes(LONGEST);
    if context.appointment.revision > 0 || latest <= now {
        return Err(AppointmentError::ExtendedAlready);
    }
    let question = context.question(now)?;
    let AppointmentContext { snapshot, appointment: held, team, .. } = context;
    let ends_at = (now + minutes(more)).min(latest).max(held.hold_ends.unwrap_or(now));
    // A hold tells nobody anything, so its revision is free to say that it was extended; booking sets it to 1.
    let extended = Appointment { state, hold_ends: Some(ends_at), revision: 1, ..held };
    appointments::update(write.tx(), &extended).await?;
    let seats = Seats { of: &extended, team: &team };
    if reserve_team(&write, &snapshot, &question, seats, &team, None).await? == Seated::Gone {
        return Ok(Try::Nobody);
    }
    write.event(Event::Extend, &extended, &team);
    let answer = Held { appointment: id, ends_at };
    write.commit(JournalEntry::of("extend", Noun::Appointment, id.0), &answer).await?;
    reload(ctx, &extended, &[&team]).await;
    Ok(Try::Done(answer))
}
