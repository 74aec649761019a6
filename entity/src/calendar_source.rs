//! A calendar read from elsewhere.

use domain::ids::{CalendarSourceId, ResourceId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// A calendar read from elsewhere.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_source")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<CalendarSourceId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Whose.
    pub resource_id: Id<ResourceId>,
    /// Its name, given when it was imported.
    pub name: String,
    /// When it was last tried, UTC.
    pub last_attempt_at: DateTimeUtc,
    /// When it was last read well, UTC.
    pub last_success_at: Option<DateTimeUtc>,
    /// Why the last try failed; the busy times are then those of `last_success_at`.
    pub problem: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
