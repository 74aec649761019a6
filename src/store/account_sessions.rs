//! Accounts signed in at browsers.

use chrono::{DateTime, Utc};
pub use domain::account::SignInMethod;
use domain::ids::{AccountId, TerritoryId};
use entity::account_session;
use entity::column::{Id, Word};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;
use crate::store::bulk::insert_all;

/// A session. No `Debug`: it holds a token of the identity provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Identifier.
    pub id: Uuid,
    /// Its territory.
    pub territory: TerritoryId,
    /// The account.
    pub account: AccountId,
    /// Keyed hash of the secret in its cookie.
    pub secret_hash: String,
    /// How they came in.
    pub way: SignInMethod,
    /// Browser and system in two words.
    pub agent: String,
    /// The identity provider's token, by which one signs out there.
    pub identity_token: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, within a few minutes.
    pub seen_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

fn read(row: account_session::Model) -> Session {
    Session {
        way: row.method.0,
        id: row.id,
        territory: row.territory_id.0,
        account: row.account_id.0,
        secret_hash: row.secret_hash,
        agent: row.agent,
        identity_token: row.identity_token,
        created_at: row.created_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    }
}

/// Begins a session; expired ones are deleted by the same call.
///
/// # Errors
/// [`StoreError`].
pub async fn begin(tx: &Tx, new: &Session) -> Result<(), StoreError> {
    account_session::Entity::delete_many()
        .filter(account_session::COLUMN.expires_at.lte(new.created_at))
        .exec(tx)
        .await?;
    let row = account_session::ActiveModel {
        id: Set(new.id),
        territory_id: Set(Id(new.territory)),
        account_id: Set(Id(new.account)),
        secret_hash: Set(new.secret_hash.clone()),
        method: Set(Word(new.way)),
        agent: Set(new.agent.clone()),
        identity_token: Set(new.identity_token.clone()),
        created_at: Set(new.created_at),
        seen_at: Set(new.seen_at),
        expires_at: Set(new.expires_at),
    };
    insert_all(tx, vec![row]).await
}

/// The session with that hash, unless it is over.
///
/// # Errors
/// [`StoreError`].
pub async fn find(
    db: &impl ConnectionTrait,
    secret_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Session>, StoreError> {
    let row = account_session::Entity::find()
        .filter(account_session::COLUMN.secret_hash.eq(secret_hash))
        .filter(account_session::COLUMN.expires_at.gt(now))
        .one(db)
        .await?;
    Ok(row.map(read))
}

/// The sessions of an account, the last used first.
///
/// # Errors
/// [`StoreError`].
pub async fn of_account(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Vec<Session>, StoreError> {
    let rows = account_session::Entity::find()
        .filter(account_session::COLUMN.territory_id.eq(Id(territory)))
        .filter(account_session::COLUMN.account_id.eq(Id(account)))
        .filter(account_session::COLUMN.expires_at.gt(now))
        .order_by_desc(account_session::COLUMN.seen_at)
        .order_by_desc(account_session::COLUMN.id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The session was used.
///
/// # Errors
/// [`StoreError`].
pub async fn seen(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    account_session::Entity::update_many()
        .col_expr(account_session::COLUMN.seen_at, Expr::value(now))
        .filter(account_session::COLUMN.id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the session with that hash.
///
/// # Errors
/// [`StoreError`].
pub async fn end_by_hash(tx: &Tx, secret_hash: &str) -> Result<(), StoreError> {
    account_session::Entity::delete_many()
        .filter(account_session::COLUMN.secret_hash.eq(secret_hash))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends one session of an account; false when it has none of that name.
///
/// # Errors
/// [`StoreError`].
pub async fn end(tx: &Tx, territory: TerritoryId, account: AccountId, id: Uuid) -> Result<bool, StoreError> {
    let result = account_session::Entity::delete_many()
        .filter(account_session::COLUMN.territory_id.eq(Id(territory)))
        .filter(account_session::COLUMN.account_id.eq(Id(account)))
        .filter(account_session::COLUMN.id.eq(id))
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Ends every session of an account but one, and returns how many.
///
/// # Errors
/// [`StoreError`].
pub async fn end_all(tx: &Tx, account: AccountId, but: Option<Uuid>) -> Result<u64, StoreError> {
    let mut query =
        account_session::Entity::delete_many().filter(account_session::COLUMN.account_id.eq(Id(account)));
    if let Some(but) = but {
        query = query.filter(account_session::COLUMN.id.ne(but));
    }
    Ok(query.exec(tx).await?.rows_affected)
}
