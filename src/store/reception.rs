//! What happened on the day of an appointment.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::appointment_state::State;
use domain::ids::{AppointmentId, TerritoryId};
use domain::reception::ReceptionTimes;
use domain::search::Team;
use entity::{reception, undo};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;
use crate::store::territory_documents::insert_all;

fn read(row: &reception::Model) -> ReceptionTimes {
    ReceptionTimes { arrived: row.arrived_at, called: row.called_at, ended: row.ended_at }
}

/// What is written down of that appointment's day; nothing happened when no row is there.
///
/// # Errors
/// [`StoreError`].
pub async fn of(db: &impl ConnectionTrait, id: AppointmentId) -> Result<ReceptionTimes, StoreError> {
    let row = reception::Entity::find_by_id(id.0).one(db).await?;
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
        .filter(reception::COLUMN.appointment_id.is_in(ids.iter().map(|id| id.0)))
        .all(db)
        .await?;
    Ok(rows.iter().map(|row| (AppointmentId(row.appointment_id), read(row))).collect())
}

/// Writes down what happened.
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
        appointment_id: Set(id.0),
        territory_id: Set(territory.0),
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
    let seats: Vec<(Uuid, &str, &str)> = before
        .team
        .seats
        .iter()
        .map(|seat| (seat.resource.0, seat.role.name(), crate::store::columns::place_text(seat.place)))
        .collect();
    let row = undo::ActiveModel {
        appointment_id: Set(id.0),
        territory_id: Set(territory.0),
        state: Set(before.state.word().to_owned()),
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
        undo::Entity::find_by_id(id.0).filter(undo::COLUMN.territory_id.eq(territory.0)).one(db).await?;
    let Some(row) = row else { return Ok(None) };
    let corrupt =
        |found: &str, wanted| StoreError::Corrupt { table: "undo", found: found.to_owned(), wanted };
    let state = State::from_word(&row.state).ok_or_else(|| corrupt(&row.state, "a state"))?;
    let seats: Vec<(Uuid, String, String)> = serde_json::from_str(&row.team)?;
    let seats = seats
        .into_iter()
        .map(|(resource, role, place)| {
            Ok(domain::search::Seat {
                role: crate::store::columns::role("undo", &role)?,
                resource: domain::ids::ResourceId(resource),
                place: crate::store::columns::place("undo", &place)?,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(Some(Before { state, team: Team { seats }, ends_at: row.ends_at }))
}

/// The change is taken back, or another follows it.
///
/// # Errors
/// [`StoreError`].
pub async fn forget_before(tx: &Tx, id: AppointmentId) -> Result<(), StoreError> {
    undo::Entity::delete_by_id(id.0).exec(tx).await?;
    Ok(())
}
