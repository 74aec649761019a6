//! When a professional or a room can be booked (plage d'ouverture).

use sea_orm::entity::prelude::*;

/// When a professional or a room can be booked (plage d'ouverture).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opening")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// Whose.
    pub resource_id: Uuid,
    /// Where.
    pub site_id: Uuid,
    /// First day, wall clock of the site.
    pub first_day: Date,
    /// First minute of the day.
    pub from_minute: i32,
    /// End minute of the day.
    pub to_minute: i32,
    /// RFC 5545 recurrence rule; none for that day only.
    pub rule: Option<String>,
    /// Words of the modes, separated by spaces.
    pub modes: String,
}

impl ActiveModelBehavior for ActiveModel {}
