//! A link by which an account sets its password, good once.

use sea_orm::entity::prelude::*;

/// A link by which an account sets its password, good once.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_link")]
pub struct Model {
    /// Identifier, and that of its mail.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// The account.
    pub account_id: Uuid,
    /// Chance, in hexadecimal, from which the service's key makes the token; useless without the key.
    pub seed: String,
    /// Keyed hash of the token.
    pub token_hash: String,
    /// `first` password, or `forgotten`.
    pub purpose: String,
    /// When it was made, UTC.
    pub created_at: DateTimeUtc,
    /// When it stops being good, UTC.
    pub expires_at: DateTimeUtc,
    /// When it was used or made void, UTC.
    pub used_at: Option<DateTimeUtc>,
    /// Its mail: `none` when it is handed over otherwise, `planned`, `sending`, `sent`, `failed`.
    pub mail_state: String,
    /// When the mail is due, or is looked at again, UTC.
    pub mail_due_at: DateTimeUtc,
    /// How often it was tried.
    pub mail_tries: i32,
}

impl ActiveModelBehavior for ActiveModel {}
