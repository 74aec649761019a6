//! A stretch of every week when a site receives people.

use domain::ids::{SiteId, TerritoryId};
use domain::time::{IsoWeekday, MinuteOfDay};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number};

/// A stretch of every week when a site receives people.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_hours")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The site.
    pub site_id: Id<SiteId>,
    /// 1 Monday to 7 Sunday.
    pub weekday: Number<IsoWeekday>,
    /// First minute of the day, wall clock.
    pub from_minute: Number<MinuteOfDay>,
    /// End minute of the day, wall clock.
    pub to_minute: Number<MinuteOfDay>,
}

impl ActiveModelBehavior for ActiveModel {}
