//! An account signed in at a browser.

use domain::account::SignInMethod;
use domain::ids::{AccountId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// An account signed in at a browser.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_session")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The account.
    pub account_id: Id<AccountId>,
    /// Keyed hash of the secret in its cookie.
    pub secret_hash: String,
    /// How they signed in.
    pub method: Word<SignInMethod>,
    /// Browser and system in two words, to know it again.
    pub agent: String,
    /// The identity provider's token, by which one signs out there.
    #[sea_orm(column_type = "Text", nullable)]
    pub identity_token: Option<String>,
    /// When it began, UTC.
    pub created_at: DateTimeUtc,
    /// When it was last used, UTC, within a few minutes.
    pub seen_at: DateTimeUtc,
    /// When it ends, UTC.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
