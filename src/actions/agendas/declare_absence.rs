//! Declares an absence of a professional, or that a room is closed.

use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::time::{Quantum, Span};

use crate::actions::agendas::error::AgendaError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::reserve_team::reload_agendas;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::{Begun, Write};
use crate::context::Context;
use crate::store::idempotency::Key;
use crate::store::{agendas, appointments};

/// Records that a professional is away, or a room closed, and says which expected appointments it touches,
/// earliest first: [`crate::actions::appointments::replace_or_escalate()`] finds somebody else for each, or tells the desk.
///
/// # Errors
/// [`AgendaError::NotFound`] resource, [`AgendaError::Store`].
pub async fn declare_absence(
    ctx: &Context,
    territory: TerritoryId,
    of: ResourceId,
    span: Span,
    key: Option<&Key>,
) -> Result<Vec<AppointmentId>, AgendaError> {
    retry(ctx, || attempt(ctx, territory, of, span, key)).await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    of: ResourceId,
    span: Span,
    key: Option<&Key>,
) -> Result<Vec<AppointmentId>, AgendaError> {
    let now = ctx.now();
    let write = match Write::once(ctx, territory, key, &("absence", of, span), now).await? {
        Begun::New(write) => write,
        Begun::Done(answer) => return Ok(answer),
    };
    let tx = write.tx();
    let locked = agendas::lock(tx, territory, &[of]).await?;
    if locked.is_empty() {
        return Err(AgendaError::NotFound(Noun::Resource));
    }
    agendas::add_absence(tx, territory, ctx.new_id(), of, span, None).await?;
    agendas::bump(tx, territory, &[of]).await?;
    // What has begun is no longer anybody's to change.
    let to_come = Span::new(span.start.max(Quantum::ceil(now)), span.end);
    let touched = appointments::expected_with(tx, territory, of, to_come).await?;
    let touched = touched.into_iter().filter(|appointment| appointment.visit.start.instant() > now);
    let touched: Vec<AppointmentId> = touched.map(|appointment| appointment.id).collect();
    write.commit(JournalEntry::of("declare absence", Noun::Resource, of.0), &touched).await?;
    reload_agendas(ctx, territory, &[of]).await;
    Ok(touched)
}
