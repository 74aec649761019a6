//! The answer a write gave, kept to be given again.

use domain::ids::TerritoryId;
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// The answer a write gave, kept to be given again.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Its territory.
    #[sea_orm(primary_key, auto_increment = false)]
    pub territory_id: Id<TerritoryId>,
    /// Who asked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub client: String,
    /// The key they sent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Hash of what was asked.
    pub fingerprint: String,
    /// JSON of the answer.
    #[sea_orm(column_type = "Text")]
    pub answer: String,
    /// When, UTC.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
