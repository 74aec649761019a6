//! Somebody on the pages behind a link, from one page to the next.

use domain::ids::TerritoryId;
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// Somebody on the pages behind a link, from one page to the next.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_session")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The link they came by.
    pub invitation_id: Uuid,
    /// Keyed hash of the secret in their cookie.
    pub secret_hash: String,
    /// JSON of what they chose so far, and of the telephone and address they have just changed, to undo it.
    #[sea_orm(column_type = "Text")]
    pub answers: String,
    /// When it began, UTC.
    pub created_at: DateTimeUtc,
    /// When it ends unless something is done, UTC.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
