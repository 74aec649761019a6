//! When a professional or a room can be booked (plage d'ouverture).

use domain::ids::{OpeningId, ResourceId, SiteId, TerritoryId};
use domain::time::MinuteOfDay;
use domain::visit::Modes;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number, Words};

/// When a professional or a room can be booked (plage d'ouverture).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opening")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<OpeningId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Whose.
    pub resource_id: Id<ResourceId>,
    /// Where.
    pub site_id: Id<SiteId>,
    /// First day, wall clock of the site.
    pub first_day: Date,
    /// First minute of the day.
    pub from_minute: Number<MinuteOfDay>,
    /// End minute of the day.
    pub to_minute: Number<MinuteOfDay>,
    /// RFC 5545 recurrence rule; none for that day only.
    pub rule: Option<String>,
    /// By which modes.
    pub modes: Words<Modes>,
}

impl ActiveModelBehavior for ActiveModel {}
