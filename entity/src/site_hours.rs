//! A stretch of every week when a site receives people.

use sea_orm::entity::prelude::*;

/// A stretch of every week when a site receives people.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_hours")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// The site.
    pub site_id: Uuid,
    /// 1 Monday to 7 Sunday.
    pub weekday: i32,
    /// First minute of the day, wall clock.
    pub from_minute: i32,
    /// End minute of the day, wall clock.
    pub to_minute: i32,
}

impl ActiveModelBehavior for ActiveModel {}
