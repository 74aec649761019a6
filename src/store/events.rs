//! What happened to appointments, appended and never changed.

use chrono::{DateTime, Utc};
use domain::life::Event;
use domain::search::Team;
use entity::appointment_event;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::appointments::Appointment;
use super::db::Tx;
use super::error::StoreError;
use super::plans::insert_all;

/// Writes down that `event` happened; `after` and `team` are what it left.
///
/// # Errors
/// [`StoreError`].
pub async fn append(
    tx: &Tx,
    id: Uuid,
    at: DateTime<Utc>,
    event: Event,
    after: &Appointment,
    team: &Team,
) -> Result<(), StoreError> {
    let members: Vec<Uuid> = team.seats.iter().map(|seat| seat.resource.0).collect();
    let detail = serde_json::json!({
        "start": after.visit.start.0,
        "site": after.site.0,
        "state": after.state.word(),
        "team": members,
    });
    let row = appointment_event::ActiveModel {
        id: Set(id),
        territory_id: Set(after.territory.0),
        appointment_id: Set(after.id.0),
        at: Set(at),
        event: Set(event.word().to_owned()),
        detail: Set(detail.to_string()),
    };
    insert_all(tx, vec![row]).await
}
