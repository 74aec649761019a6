//! What a provider calls a part of a short message, and what it said of it.

use sea_orm::entity::prelude::*;

/// What a provider calls a part of a short message, and what it said of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sms_part")]
pub struct Model {
    /// Which provider.
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider: String,
    /// Its name for the part, in small letters.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reference: String,
    /// The message; none while only a receipt has come.
    pub message_id: Option<Uuid>,
    /// `on_its_way`, `delivered`, `undelivered`, `unknown`; none before the first receipt.
    pub status: Option<String>,
    /// When it was last heard of, UTC.
    pub seen_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
