//! A day of an opening that is not like the others.

use sea_orm::entity::prelude::*;

/// A day of an opening that is not like the others.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opening_exception")]
pub struct Model {
    /// The opening.
    #[sea_orm(primary_key, auto_increment = false)]
    pub opening_id: Uuid,
    /// The day the rule gives.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// Its territory.
    pub territory_id: Uuid,
    /// Another day; none when closed.
    pub instead_day: Option<Date>,
    /// First minute of the other day.
    pub from_minute: Option<i32>,
    /// End minute of the other day.
    pub to_minute: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
