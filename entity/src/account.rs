//! Somebody who signs in.

use domain::account::AccountState;
use domain::ids::{AccountId, ResourceId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// Somebody who signs in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<AccountId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Mail address in small letters, one account's in its territory.
    pub email: String,
    /// Name on screens.
    pub name: String,
    /// Argon2id, in the PHC string format; empty while no password is set.
    pub password_hash: Option<String>,
    /// Whose agenda is theirs.
    pub professional_id: Option<Id<ResourceId>>,
    /// Whether it lets in.
    pub state: Word<AccountState>,
    /// When it was made, UTC.
    pub created_at: DateTimeUtc,
    /// When somebody last signed in with it, UTC.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
