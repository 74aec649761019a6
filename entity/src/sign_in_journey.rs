//! Somebody on the way to an identity provider and back.

use sea_orm::entity::prelude::*;

/// Somebody on the way to an identity provider and back.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_journey")]
pub struct Model {
    /// Keyed hash of the `state` they must bring back.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: String,
    /// Where they want to sign in.
    pub territory_id: Uuid,
    /// Keyed hash of the secret in the browser that set out.
    pub browser_hash: String,
    /// The page they want to see.
    pub next: String,
    /// When they are no longer waited for, UTC.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
