//! A day of an opening that is not like the others.

use domain::ids::{OpeningId, TerritoryId};
use domain::time::MinuteOfDay;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number};

/// A day of an opening that is not like the others.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opening_exception")]
pub struct Model {
    /// The opening.
    #[sea_orm(primary_key, auto_increment = false)]
    pub opening_id: Id<OpeningId>,
    /// The day the rule gives.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Another day; none when closed.
    pub instead_day: Option<Date>,
    /// First minute of the other day.
    pub from_minute: Option<Number<MinuteOfDay>>,
    /// End minute of the other day.
    pub to_minute: Option<Number<MinuteOfDay>>,
}

impl ActiveModelBehavior for ActiveModel {}
