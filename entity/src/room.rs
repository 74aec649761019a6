//! A room of a site.

use domain::ids::{ResourceId, SiteId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// A room of a site.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "room")]
pub struct Model {
    /// The resource.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: Id<ResourceId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The site.
    pub site_id: Id<SiteId>,
    /// Short name in files.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
}

impl ActiveModelBehavior for ActiveModel {}
