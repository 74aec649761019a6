//! Calendars read from elsewhere: busy times, and how fresh they are.

use chrono::{DateTime, Utc};
use domain::ids::{CalendarSourceId, ResourceId, TerritoryId};
use domain::time::Span;
use entity::{busy_time, calendar_source, professional};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::db::Tx;
use super::error::StoreError;
use crate::store::territory_documents::insert_all;

/// What became of reading a calendar.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum Reading<'a> {
    /// These are its busy times.
    Good(&'a [Span]),
    /// It could not be read, for this reason; the last good busy times stay.
    Failed(&'a str),
}

/// Writes down what became of reading the calendar called `name` of a resource. `fresh` is used when it is new.
/// The resource must have been locked.
///
/// # Errors
/// [`StoreError`].
pub async fn store(
    tx: &Tx,
    territory: TerritoryId,
    resource: ResourceId,
    name: &str,
    fresh: CalendarSourceId,
    reading: Reading<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let known = calendar_source::Entity::find()
        .filter(calendar_source::COLUMN.territory_id.eq(territory.0))
        .filter(calendar_source::COLUMN.resource_id.eq(resource.0))
        .filter(calendar_source::COLUMN.name.eq(name))
        .one(tx)
        .await?;
    let id = known.as_ref().map_or(fresh.0, |known| known.id);
    let (good_at, problem) = match reading {
        Reading::Good(_) => (Some(now), None),
        Reading::Failed(problem) => (known.and_then(|known| known.last_success_at), Some(problem.to_owned())),
    };
    let row = calendar_source::ActiveModel {
        id: Set(id),
        territory_id: Set(territory.0),
        resource_id: Set(resource.0),
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
            territory_id: Set(territory.0),
            resource_id: Set(resource.0),
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
    let owners = professional::Entity::find()
        .filter(professional::COLUMN.resource_id.is_in(rows.iter().map(|row| row.resource_id)))
        .all(db)
        .await?;
    let key = |id| owners.iter().find(|owner| owner.resource_id == id).map(|owner| owner.key.clone());
    Ok(rows
        .into_iter()
        .map(|row| Degraded {
            owner: key(row.resource_id).unwrap_or_default(),
            name: row.name,
            good_at: row.last_success_at,
            problem: row.problem.unwrap_or_default(),
        })
        .collect())
}
