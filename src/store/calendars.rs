//! Calendars read from elsewhere: busy times, and how fresh they are.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::ids::{CalendarSourceId, ResourceId, TerritoryId};
use domain::time::Span;
use entity::column::Id;
use entity::{busy_time, calendar_source, professional, room};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::db::Tx;
use super::error::StoreError;
use crate::store::bulk::insert_all;

/// What became of reading a calendar.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum Reading<'a> {
    /// These are its busy times.
    Good(&'a [Span]),
    /// It could not be read, for this reason; the last good busy times stay.
    Failed(&'a str),
}

/// Stores what became of reading the calendar called `name` of a resource. `new_id` is its identifier when it is new.
/// The resource must have been locked.
///
/// # Errors
/// [`StoreError`].
pub async fn store(
    tx: &Tx,
    territory: TerritoryId,
    resource: ResourceId,
    name: &str,
    new_id: CalendarSourceId,
    reading: Reading<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let known = calendar_source::Entity::find()
        .filter(calendar_source::COLUMN.territory_id.eq(Id(territory)))
        .filter(calendar_source::COLUMN.resource_id.eq(Id(resource)))
        .filter(calendar_source::COLUMN.name.eq(name))
        .one(tx)
        .await?;
    let id = known.as_ref().map_or(Id(new_id), |known| known.id);
    let (good_at, problem) = match reading {
        Reading::Good(_) => (Some(now), None),
        Reading::Failed(problem) => (known.and_then(|known| known.last_success_at), Some(problem.to_owned())),
    };
    let row = calendar_source::ActiveModel {
        id: Set(id),
        territory_id: Set(Id(territory)),
        resource_id: Set(Id(resource)),
        name: Set(name.to_owned()),
        last_attempt_at: Set(now),
        last_success_at: Set(good_at),
        problem: Set(problem),
    };
    calendar_source::Entity::insert_many([row])
        .on_conflict(
            OnConflict::column(calendar_source::Column::Id)
                .update_columns([
                    calendar_source::Column::LastAttemptAt,
                    calendar_source::Column::LastSuccessAt,
                    calendar_source::Column::Problem,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    if let Reading::Good(busy) = reading {
        busy_time::Entity::delete_many().filter(busy_time::COLUMN.source_id.eq(id)).exec(tx).await?;
        let rows = busy.iter().map(|span| busy_time::ActiveModel {
            source_id: Set(id),
            from_quantum: Set(span.start.0),
            territory_id: Set(Id(territory)),
            resource_id: Set(Id(resource)),
            to_quantum: Set(span.end.0),
        });
        insert_all(tx, rows.collect()).await?;
    }
    Ok(())
}

/// A calendar that could not be read the last time; its busy times are those of its last good reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Degraded {
    /// Key of its owner.
    pub owner: String,
    /// Its name.
    pub name: String,
    /// When it was last read well, if ever.
    pub good_at: Option<DateTime<Utc>>,
    /// Why the last try failed.
    pub problem: String,
}

/// The calendars of every territory that could not be read the last time, oldest reading first.
///
/// # Errors
/// [`StoreError`].
pub async fn degraded(db: &impl ConnectionTrait) -> Result<Vec<Degraded>, StoreError> {
    let rows = calendar_source::Entity::find()
        .filter(calendar_source::COLUMN.problem.is_not_null())
        .order_by_asc(calendar_source::COLUMN.last_success_at)
        .order_by_asc(calendar_source::COLUMN.name)
        .all(db)
        .await?;
    let resources = || rows.iter().map(|row| row.resource_id);
    let professionals = professional::Entity::find()
        .filter(professional::COLUMN.resource_id.is_in(resources()))
        .all(db)
        .await?;
    let rooms = room::Entity::find().filter(room::COLUMN.resource_id.is_in(resources())).all(db).await?;
    let keys: BTreeMap<Id<ResourceId>, String> = professionals
        .into_iter()
        .map(|row| (row.resource_id, row.key))
        .chain(rooms.into_iter().map(|row| (row.resource_id, row.key)))
        .collect();
    let degraded = |row: calendar_source::Model| {
        let Some(problem) = row.problem else { return Ok(None) };
        let owner = keys.get(&row.resource_id).cloned().ok_or_else(|| StoreError::Corrupt {
            column: "calendar_source.resource_id".to_owned(),
            found: row.resource_id.0.to_string(),
            wanted: "a professional or a room",
        })?;
        Ok(Some(Degraded { owner, name: row.name, good_at: row.last_success_at, problem }))
    };
    rows.into_iter().filter_map(|row| degraded(row).transpose()).collect()
}
