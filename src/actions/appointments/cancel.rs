//! Cancels an appointment, whatever the hour.

use chrono::Duration;
use domain::appointment_state::{Event, Party, Reason, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::reception::UNDO;
use serde::{Deserialize, Serialize};

use crate::actions::appointments::error::AppointmentError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::AppointmentContext;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::{About, AppointmentChange, notify};
use crate::actions::kit::reserve_team::{release_team, reload};
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::{Begun, Write};
use crate::actions::waitlist::freed_slot::record_freed_slot;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::idempotency::Key;
use crate::store::reception::{self, Before};

/// A cancelled appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// The appointment.
    pub appointment: AppointmentId,
}

/// Cancels an appointment: its time is free again in the same transaction.
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

/// As [`cancel`], and nobody is notified for [`UNDO`]: until then it can be taken back with [`crate::actions::appointments::undo()`].
///
/// # Errors
/// As [`cancel`].
pub async fn cancel_undoably(
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
    let context = AppointmentContext::load(ctx, territory, id, now).await;
    let mut write = match Write::once(ctx, territory, key, &("cancel", id, by, why), now).await? {
        Begun::New(write) => write,
        Begun::Done(cancelled) => return Ok(cancelled),
    };
    let mut context = context?;
    context.lock(&write).await?;
    let AppointmentContext { snapshot, referral, appointment: old, team } = context;
    let event = Event::Cancel(by, why);
    let state = next(old.state, event)?;
    let before =
        Before { state: old.state, team: team.clone(), ends_at: undo.map_or(now, |undo| now + undo) };
    let cancelled = Appointment { state, revision: old.revision + 1, cancelled: Some((by, why)), ..old };
    appointments::update(write.tx(), &cancelled).await?;
    release_team(write.tx(), &cancelled, &team).await?;
    let about = About { snapshot: &snapshot, referral: &referral, appointment: &cancelled, team: &team };
    notify(&mut write, about, AppointmentChange::Cancelled { by }).await?;
    if undo.is_some() {
        write.hold_back(&cancelled, before.ends_at);
        reception::keep_before(write.tx(), territory, id, &before).await?;
    }
    record_freed_slot(&write, &snapshot, &cancelled, before.ends_at).await?;
    write.event(event, &cancelled, &team);
    let answer = Cancelled { appointment: id };
    write.commit(JournalEntry::of("cancel", Noun::Appointment, id.0), &answer).await?;
    reload(ctx, &cancelled, &[&team]).await;
    Ok(answer)
}
