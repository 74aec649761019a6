//! Links by which accounts set their passwords, and the mails that bring them.

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, TerritoryId};
use entity::account_link;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;
use crate::store::territory_documents::insert_all;

/// Why a link was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// The account is new: it has no password yet.
    First,
    /// The password was forgotten.
    Forgotten,
}

impl LinkPurpose {
    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Forgotten => "forgotten",
        }
    }
}

/// What becomes of the mail that brings a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkMailState {
    /// There is none: the link is handed over otherwise.
    None,
    /// It is to be sent.
    Planned,
    /// It is being handed over.
    Sending,
    /// It was handed over.
    Sent,
    /// It was given up.
    Failed,
}

impl LinkMailState {
    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

/// A link. No `Debug`: with the key, the seed is the link.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// Identifier, and that of its mail.
    pub id: Uuid,
    /// Its territory.
    pub territory: TerritoryId,
    /// The account.
    pub account: AccountId,
    /// Chance, in hexadecimal.
    pub seed: String,
    /// Keyed hash of the token.
    pub token_hash: String,
    /// Why it was created.
    pub why: LinkPurpose,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops being good.
    pub expires_at: DateTime<Utc>,
    /// What becomes of its mail.
    pub mail: LinkMailState,
    /// How often the mail was tried.
    pub mail_tries: i32,
}

fn read(row: account_link::Model) -> Result<Link, StoreError> {
    let corrupt =
        |found: &str, wanted| StoreError::Corrupt { table: "account_link", found: found.to_owned(), wanted };
    let whys = [LinkPurpose::First, LinkPurpose::Forgotten];
    let why = whys.into_iter().find(|why| why.word() == row.purpose);
    let mails = [
        LinkMailState::None,
        LinkMailState::Planned,
        LinkMailState::Sending,
        LinkMailState::Sent,
        LinkMailState::Failed,
    ];
    let mail = mails.into_iter().find(|mail| mail.word() == row.mail_state);
    Ok(Link {
        why: why.ok_or_else(|| corrupt(&row.purpose, "first or forgotten"))?,
        mail: mail.ok_or_else(|| corrupt(&row.mail_state, "a state of a mail"))?,
        id: row.id,
        territory: TerritoryId(row.territory_id),
        account: AccountId(row.account_id),
        seed: row.seed,
        token_hash: row.token_hash,
        created_at: row.created_at,
        expires_at: row.expires_at,
        mail_tries: row.mail_tries,
    })
}

/// Stores a link; those that were over a day ago are cleared away with the same stroke.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(tx: &Tx, new: &Link) -> Result<(), StoreError> {
    account_link::Entity::delete_many()
        .filter(account_link::COLUMN.expires_at.lt(new.created_at - chrono::Duration::days(1)))
        .exec(tx)
        .await?;
    let row = account_link::ActiveModel {
        id: Set(new.id),
        territory_id: Set(new.territory.0),
        account_id: Set(new.account.0),
        seed: Set(new.seed.clone()),
        token_hash: Set(new.token_hash.clone()),
        purpose: Set(new.why.word().to_owned()),
        created_at: Set(new.created_at),
        expires_at: Set(new.expires_at),
        used_at: Set(None),
        mail_state: Set(new.mail.word().to_owned()),
        mail_due_at: Set(new.created_at),
        mail_tries: Set(new.mail_tries),
    };
    insert_all(tx, vec![row]).await
}

/// The link with that hash, while it is good.
///
/// # Errors
/// [`StoreError`].
pub async fn find(
    db: &impl ConnectionTrait,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Link>, StoreError> {
    let row = account_link::Entity::find()
        .filter(account_link::COLUMN.token_hash.eq(token_hash))
        .filter(account_link::COLUMN.expires_at.gt(now))
        .filter(account_link::COLUMN.used_at.is_null())
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// Uses a link up; false when somebody was faster.
///
/// # Errors
/// [`StoreError`].
pub async fn use_up(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let result = account_link::Entity::update_many()
        .col_expr(account_link::COLUMN.used_at, Expr::value(Some(now)))
        .filter(account_link::COLUMN.id.eq(id))
        .filter(account_link::COLUMN.used_at.is_null())
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Makes every link of an account void.
///
/// # Errors
/// [`StoreError`].
pub async fn void_all(tx: &Tx, account: AccountId, now: DateTime<Utc>) -> Result<(), StoreError> {
    account_link::Entity::update_many()
        .col_expr(account_link::COLUMN.used_at, Expr::value(Some(now)))
        .filter(account_link::COLUMN.account_id.eq(account.0))
        .filter(account_link::COLUMN.used_at.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The mail that has been due longest, one whose worker was lost included.
///
/// # Errors
/// [`StoreError`].
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Link>, StoreError> {
    let row = account_link::Entity::find()
        .filter(
            account_link::COLUMN
                .mail_state
                .is_in([LinkMailState::Planned.word(), LinkMailState::Sending.word()]),
        )
        .filter(account_link::COLUMN.mail_due_at.lte(now))
        .order_by_asc(account_link::COLUMN.mail_due_at)
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// Claims the mail of a link until `lease`; false when another worker was faster.
///
/// # Errors
/// [`StoreError`].
pub async fn claim(
    tx: &Tx,
    link: &Link,
    now: DateTime<Utc>,
    lease: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let result = account_link::Entity::update_many()
        .col_expr(account_link::COLUMN.mail_state, Expr::value(LinkMailState::Sending.word()))
        .col_expr(account_link::COLUMN.mail_due_at, Expr::value(lease))
        .col_expr(account_link::COLUMN.mail_tries, Expr::value(link.mail_tries + 1))
        .filter(account_link::COLUMN.id.eq(link.id))
        .filter(account_link::COLUMN.mail_tries.eq(link.mail_tries))
        .filter(account_link::COLUMN.mail_due_at.lte(now))
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Writes down what became of a mail.
///
/// # Errors
/// [`StoreError`].
pub async fn settle(
    tx: &Tx,
    id: Uuid,
    became: LinkMailState,
    due_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    account_link::Entity::update_many()
        .col_expr(account_link::COLUMN.mail_state, Expr::value(became.word()))
        .col_expr(account_link::COLUMN.mail_due_at, Expr::value(due_at))
        .filter(account_link::COLUMN.id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
