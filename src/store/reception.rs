//! What happened on the day of an appointment.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::appointment_state::State;
use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::reception::ReceptionTimes;
use domain::search::{Seat, Team};
use domain::visit::{Role, SeatLocation};
use entity::column::{Id, Word};
use entity::{reception, undo};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::db::Tx;
use super::error::StoreError;
use crate::store::bulk::insert_all;

fn read(row: &reception::Model) -> ReceptionTimes {
    ReceptionTimes { arrived: row.arrived_at, called: row.called_at, ended: row.ended_at }
}

/// What is written down of that appointment's day; nothing happened when no row is there.
///
/// # Errors
/// [`StoreError`].
pub async fn of(db: &impl ConnectionTrait, id: AppointmentId) -> Result<ReceptionTimes, StoreError> {
    let row = reception::Entity::find_by_id(id).one(db).await?;
    Ok(row.as_ref().map(read).unwrap_or_default())
}

/// As [`of`], of many.
///
/// # Errors
/// [`StoreError`].
pub async fn of_all(
    db: &impl ConnectionTrait,
    ids: &[AppointmentId],
) -> Result<BTreeMap<AppointmentId, ReceptionTimes>, StoreError> {
    let rows = reception::Entity::find()
        .filter(reception::COLUMN.appointment_id.is_in(ids.iter().copied().map(Id)))
        .all(db)
        .await?;
    Ok(rows.iter().map(|row| (row.appointment_id.0, read(row))).collect())
}

/// Stores what happened.
///
/// # Errors
/// [`StoreError`].
pub async fn set(
    tx: &Tx,
    territory: TerritoryId,
    id: AppointmentId,
    day: ReceptionTimes,
) -> Result<(), StoreError> {
    let row = reception::ActiveModel {
        appointment_id: Set(Id(id)),
        territory_id: Set(Id(territory)),
        arrived_at: Set(day.arrived),
        called_at: Set(day.called),
        ended_at: Set(day.ended),
    };
    let changed = [reception::Column::ArrivedAt, reception::Column::CalledAt, reception::Column::EndedAt];
    reception::Entity::insert_many([row])
        .on_conflict(OnConflict::column(reception::Column::AppointmentId).update_columns(changed).to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// What an appointment was before a change that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// Its state.
    pub state: State,
    /// Its team.
    pub team: Team,
    /// Until when the change can be taken back.
    pub ends_at: DateTime<Utc>,
}

/// Keeps what an appointment was before a change, in place of what was kept of an earlier one.
///
/// # Errors
/// [`StoreError`].
pub async fn keep_before(
    tx: &Tx,
    territory: TerritoryId,
    id: AppointmentId,
    before: &Before,
) -> Result<(), StoreError> {
    forget_before(tx, id).await?;
    let seats: Vec<(ResourceId, &str, SeatLocation)> =
        before.team.seats.iter().map(|seat| (seat.resource, seat.role.name(), seat.place)).collect();
    let row = undo::ActiveModel {
        appointment_id: Set(Id(id)),
        territory_id: Set(Id(territory)),
        state: Set(Word(before.state)),
        team: Set(serde_json::to_string(&seats)?),
        ends_at: Set(before.ends_at),
    };
    insert_all(tx, vec![row]).await
}

/// What an appointment was before its last change that could be taken back.
///
/// # Errors
/// [`StoreError`].
pub async fn before(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<Option<Before>, StoreError> {
    let row =
        undo::Entity::find_by_id(id).filter(undo::COLUMN.territory_id.eq(Id(territory))).one(db).await?;
    let Some(row) = row else { return Ok(None) };
    let seats: Vec<(ResourceId, String, SeatLocation)> = serde_json::from_str(&row.team)?;
    let seat = |(resource, role, place): (ResourceId, String, SeatLocation)| {
        let corrupt =
            || StoreError::Corrupt { column: "undo.team".to_owned(), found: role.clone(), wanted: "a role" };
        Ok(Seat { role: Role::parse(&role).ok_or_else(corrupt)?, resource, place })
    };
    let seats = seats.into_iter().map(seat).collect::<Result<_, StoreError>>()?;
    Ok(Some(Before { state: row.state.0, team: Team { seats }, ends_at: row.ends_at }))
}

/// The change is taken back, or another follows it.
///
/// # Errors
/// [`StoreError`].
pub async fn forget_before(tx: &Tx, id: AppointmentId) -> Result<(), StoreError> {
    undo::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
