//! A role that a resource can fill.

use sea_orm::entity::prelude::*;

/// A role that a resource can fill.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource_role")]
pub struct Model {
    /// The resource.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: Uuid,
    /// The role.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    /// Its territory.
    pub territory_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
