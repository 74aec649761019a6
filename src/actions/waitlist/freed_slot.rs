//! A slot that became free, for whoever waits for one.

use chrono::{DateTime, Utc};

use crate::actions::kit::write::Write;
use crate::store::StoreError;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::Appointment;
use crate::store::waitlist;

/// Records that the slot of `appointment`, as it was, is free from `since` on, unless it is over or nobody of its
/// territory is ever notified.
///
/// # Errors
/// [`StoreError`].
pub(in crate::actions) async fn record_freed_slot(
    write: &Write<'_>,
    snapshot: &Snapshot,
    appointment: &Appointment,
    since: DateTime<Utc>,
) -> Result<(), StoreError> {
    let territory = &snapshot.territory;
    let start = appointment.visit.start.instant();
    if territory.waitlist.sending_time(territory.contact_hours, territory.zone, start, since).is_some() {
        waitlist::insert(write.tx(), write.ctx().new_id(), appointment, since).await?;
    }
    Ok(())
}
