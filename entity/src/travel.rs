//! Minutes from one site to another.

use domain::ids::{SiteId, TerritoryId};
use domain::time::Minutes;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number};

/// Minutes from one site to another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "travel")]
pub struct Model {
    /// From.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_site_id: Id<SiteId>,
    /// To.
    #[sea_orm(primary_key, auto_increment = false)]
    pub to_site_id: Id<SiteId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Minutes.
    pub minutes: Number<Minutes>,
}

impl ActiveModelBehavior for ActiveModel {}
