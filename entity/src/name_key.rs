//! A word of names by its first letters, whole or with one left out: how a typo is forgiven.

use domain::ids::TerritoryId;
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// A word of names by its first letters, whole or with one left out: how a typo is forgiven.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "name_key")]
pub struct Model {
    /// Its territory.
    #[sea_orm(primary_key, auto_increment = false)]
    pub territory_id: Id<TerritoryId>,
    /// The letters.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The word.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
}

impl ActiveModelBehavior for ActiveModel {}
