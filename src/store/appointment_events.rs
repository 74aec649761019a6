//! What happened to appointments, appended and never changed.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::appointment_state::{Event, EventKind};
use domain::ids::AppointmentId;
use domain::search::Team;
use entity::appointment_event;
use entity::column::{Id, Word};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::appointments::Appointment;
use super::db::Tx;
use super::error::StoreError;
use crate::store::bulk::insert_all;

/// Something that happened to an appointment, to be appended.
#[derive(Clone, Debug)]
pub struct NewEvent(appointment_event::ActiveModel);

impl NewEvent {
    /// `event` happened at `at`; `after` and `team` are what it left.
    #[must_use]
    pub fn new(id: Uuid, at: DateTime<Utc>, event: Event, after: &Appointment, team: &Team) -> Self {
        let members: Vec<Uuid> = team.seats.iter().map(|seat| seat.resource.0).collect();
        let detail = serde_json::json!({
            "start": after.visit.start.0,
            "site": after.site.0,
            "state": after.state.word(),
            "team": members,
        });
        Self(appointment_event::ActiveModel {
            id: Set(id),
            territory_id: Set(Id(after.territory)),
            appointment_id: Set(Id(after.id)),
            at: Set(at),
            event: Set(Word(event.into())),
            detail: Set(detail.to_string()),
        })
    }
}

/// Appends events, in one statement.
///
/// # Errors
/// [`StoreError`].
pub async fn append(tx: &Tx, new: Vec<NewEvent>) -> Result<(), StoreError> {
    insert_all(tx, new.into_iter().map(|event| event.0).collect()).await
}

/// Those of `appointments` that were booked or rescheduled after `since`: what was sent before is out of date for them.
///
/// # Errors
/// [`StoreError`].
pub async fn set_after(
    tx: &Tx,
    appointments: &[AppointmentId],
    since: DateTime<Utc>,
) -> Result<BTreeSet<AppointmentId>, StoreError> {
    let ids: Vec<Id<AppointmentId>> = appointment_event::Entity::find()
        .select_only()
        .column(appointment_event::Column::AppointmentId)
        .filter(appointment_event::COLUMN.appointment_id.is_in(appointments.iter().copied().map(Id)))
        .filter(appointment_event::COLUMN.event.is_in([EventKind::Book, EventKind::Move].map(Word)))
        .filter(appointment_event::COLUMN.at.gt(since))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}
