//! A visit type an opening is kept for.

use sea_orm::entity::prelude::*;

/// A visit type an opening is kept for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opening_visit_type")]
pub struct Model {
    /// The opening.
    #[sea_orm(primary_key, auto_increment = false)]
    pub opening_id: Uuid,
    /// The visit type.
    #[sea_orm(primary_key, auto_increment = false)]
    pub visit_type_id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
