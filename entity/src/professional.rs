//! Person whose agenda is pooled.

use sea_orm::entity::prelude::*;

/// Person whose agenda is pooled.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "professional")]
pub struct Model {
    /// The resource.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// Short name in files.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Where invitations go.
    pub email: String,
    /// Codes of the languages spoken, separated by spaces.
    pub languages: String,
    /// Share of full working time, per cent.
    pub share: i32,
}

impl ActiveModelBehavior for ActiveModel {}
