//! One line of what a visit type takes.

use sea_orm::entity::prelude::*;

/// One line of what a visit type takes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_type_role")]
pub struct Model {
    /// The visit type.
    #[sea_orm(primary_key, auto_increment = false)]
    pub visit_type_id: Uuid,
    /// The role.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    /// Its territory.
    pub territory_id: Uuid,
    /// How many.
    pub count: i32,
    /// Words of the modes in which it is needed, separated by spaces.
    pub modes: String,
    /// `at_site` or `anywhere`.
    pub location: String,
    /// Order.
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
