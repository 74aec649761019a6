//! Stores the busy times of a calendar that was read elsewhere.

use domain::ids::{CalendarSourceId, ResourceId, TerritoryId};

use crate::actions::agendas::error::AgendaError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::reserve_team::reload_agendas;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::{Begun, Write};
use crate::context::Context;
use crate::store::agendas;
use crate::store::calendars::{self, Reading};
use crate::store::idempotency::Key;

/// Records what became of reading the calendar called `name` of a professional or room. Good busy times take
/// the place of those read before; after a failure those stay, and the source says since when.
///
/// # Errors
/// [`AgendaError::NotFound`] resource, [`AgendaError::Store`].
pub async fn import_calendar(
    ctx: &Context,
    territory: TerritoryId,
    of: ResourceId,
    name: &str,
    reading: Reading<'_>,
    key: Option<&Key>,
) -> Result<(), AgendaError> {
    retry(ctx, || attempt(ctx, territory, of, name, reading, key)).await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    of: ResourceId,
    name: &str,
    reading: Reading<'_>,
    key: Option<&Key>,
) -> Result<(), AgendaError> {
    let now = ctx.now();
    let request = ("calendar", of, name, reading);
    let write = match Write::once(ctx, territory, key, &request, now).await? {
        Begun::New(write) => write,
        Begun::Done(answer) => return Ok(answer),
    };
    let tx = write.tx();
    if agendas::lock(tx, territory, &[of]).await?.is_empty() {
        return Err(AgendaError::NotFound(Noun::Resource));
    }
    let fresh = CalendarSourceId(ctx.new_id());
    calendars::store(tx, territory, of, name, fresh, reading, now).await?;
    agendas::bump(tx, territory, &[of]).await?;
    write.commit(JournalEntry::of("import calendar", Noun::Calendar, of.0), &()).await?;
    reload_agendas(ctx, territory, &[of]).await;
    Ok(())
}
