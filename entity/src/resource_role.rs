//! A role that a resource can fill.

use domain::ids::{ResourceId, TerritoryId};
use domain::visit::Role;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// A role that a resource can fill.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource_role")]
pub struct Model {
    /// The resource.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: Id<ResourceId>,
    /// The role.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: Word<Role>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
}

impl ActiveModelBehavior for ActiveModel {}
