//! Links by which accounts set their passwords, and the mails that bring them.

use chrono::{DateTime, Utc};
pub use domain::account::{LinkMailState, LinkPurpose};
use domain::ids::{AccountId, TerritoryId};
use entity::account_link;
use entity::column::{Id, Word};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;
use crate::store::bulk::insert_all;

/// A link. No `Debug`: with the key, the seed is the link.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// Identifier, and that of its mail.
    pub id: Uuid,
    /// Its territory.
    pub territory: TerritoryId,
    /// The account.
    pub account: AccountId,
    /// Random bytes, in hexadecimal.
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

fn read(row: account_link::Model) -> Link {
    Link {
        why: row.purpose.0,
        mail: row.mail_state.0,
        id: row.id,
        territory: row.territory_id.0,
        account: row.account_id.0,
        seed: row.seed,
        token_hash: row.token_hash,
        created_at: row.created_at,
        expires_at: row.expires_at,
        mail_tries: row.mail_tries,
    }
}

/// Stores a link; those that expired over a day ago are deleted by the same call.
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
        territory_id: Set(Id(new.territory)),
        account_id: Set(Id(new.account)),
        seed: Set(new.seed.clone()),
        token_hash: Set(new.token_hash.clone()),
        purpose: Set(Word(new.why)),
        created_at: Set(new.created_at),
        expires_at: Set(new.expires_at),
        used_at: Set(None),
        mail_state: Set(Word(new.mail)),
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
    Ok(row.map(read))
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
        .filter(account_link::COLUMN.account_id.eq(Id(account)))
        .filter(account_link::COLUMN.used_at.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The mail that has been due longest, including one whose worker died.
///
/// # Errors
/// [`StoreError`].
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Link>, StoreError> {
    let row = account_link::Entity::find()
        .filter(
            account_link::COLUMN
                .mail_state
                .is_in([Word(LinkMailState::Planned), Word(LinkMailState::Sending)]),
        )
        .filter(account_link::COLUMN.mail_due_at.lte(now))
        .order_by_asc(account_link::COLUMN.mail_due_at)
        .one(db)
        .await?;
    Ok(row.map(read))
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
        .col_expr(account_link::COLUMN.mail_state, Expr::value(Word(LinkMailState::Sending)))
        .col_expr(account_link::COLUMN.mail_due_at, Expr::value(lease))
        .col_expr(account_link::COLUMN.mail_tries, Expr::value(link.mail_tries + 1))
        .filter(account_link::COLUMN.id.eq(link.id))
        .filter(account_link::COLUMN.mail_tries.eq(link.mail_tries))
        .filter(account_link::COLUMN.mail_due_at.lte(now))
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Stores what became of a mail.
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
        .col_expr(account_link::COLUMN.mail_state, Expr::value(Word(became)))
        .col_expr(account_link::COLUMN.mail_due_at, Expr::value(due_at))
        .filter(account_link::COLUMN.id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
