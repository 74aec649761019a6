//! A link by which an account sets its password, good once.

use domain::account::{LinkMailState, LinkPurpose};
use domain::ids::{AccountId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// A link by which an account sets its password, good once.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_link")]
pub struct Model {
    /// Identifier, and that of its mail.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The account.
    pub account_id: Id<AccountId>,
    /// Random bytes, in hexadecimal, from which the service's key makes the token; useless without the key.
    pub seed: String,
    /// Keyed hash of the token.
    pub token_hash: String,
    /// Why it was created.
    pub purpose: Word<LinkPurpose>,
    /// When it was made, UTC.
    pub created_at: DateTimeUtc,
    /// When it stops being good, UTC.
    pub expires_at: DateTimeUtc,
    /// When it was used or made void, UTC.
    pub used_at: Option<DateTimeUtc>,
    /// State of its mail.
    pub mail_state: Word<LinkMailState>,
    /// When the mail is due, or is looked at again, UTC.
    pub mail_due_at: DateTimeUtc,
    /// How often it was tried.
    pub mail_tries: i32,
}

impl ActiveModelBehavior for ActiveModel {}
