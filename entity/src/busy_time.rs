//! Busy time from a calendar read from elsewhere: start and end, nothing else.

use domain::ids::{CalendarSourceId, ResourceId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// Busy time from a calendar read from elsewhere: start and end, nothing else.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "busy_time")]
pub struct Model {
    /// The calendar.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source_id: Id<CalendarSourceId>,
    /// First quantum.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_quantum: i64,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Whose.
    pub resource_id: Id<ResourceId>,
    /// End quantum.
    pub to_quantum: i64,
}

impl ActiveModelBehavior for ActiveModel {}
