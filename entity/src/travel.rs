//! Minutes from one site to another.

use sea_orm::entity::prelude::*;

/// Minutes from one site to another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "travel")]
pub struct Model {
    /// From.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_site_id: Uuid,
    /// To.
    #[sea_orm(primary_key, auto_increment = false)]
    pub to_site_id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// Minutes.
    pub minutes: i32,
}

impl ActiveModelBehavior for ActiveModel {}
