//! Those who sign in, and what they may do.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
pub use domain::account::AccountState as State;
use domain::ids::{AccountId, ResourceId, TerritoryId};
use domain::rights::{Grant, Role};
use entity::column::{Id, Word};
use entity::{account, account_grant};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;
use crate::store::bulk::insert_all;

/// Somebody who signs in. No `Debug`: the hash of the password stays where it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Identifier.
    pub id: AccountId,
    /// Their territory.
    pub territory: TerritoryId,
    /// Mail address in small letters.
    pub email: String,
    /// Name on screens.
    pub name: String,
    /// Argon2id in the PHC string format; none while no password is set.
    pub password_hash: Option<String>,
    /// Whose agenda is theirs.
    pub professional: Option<ResourceId>,
    /// Whether it lets in.
    pub state: State,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When somebody last signed in with it.
    pub used_at: Option<DateTime<Utc>>,
    /// What they may do.
    pub grants: Vec<Grant>,
}

fn read(row: account::Model, grants: Vec<Grant>) -> Account {
    Account {
        state: row.state.0,
        id: row.id.0,
        territory: row.territory_id.0,
        email: row.email,
        name: row.name,
        password_hash: row.password_hash,
        professional: row.professional_id.map(|id| id.0),
        created_at: row.created_at,
        used_at: row.used_at,
        grants,
    }
}

fn read_grant(row: &account_grant::Model) -> Grant {
    Grant {
        role: row.role.0,
        organisation: row.organisation_id.map(|id| id.0),
        site: row.site_id.map(|id| id.0),
    }
}

async fn grants_of(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    account: Option<AccountId>,
) -> Result<BTreeMap<AccountId, Vec<Grant>>, StoreError> {
    let mut query =
        account_grant::Entity::find().filter(account_grant::COLUMN.territory_id.eq(Id(territory)));
    if let Some(account) = account {
        query = query.filter(account_grant::COLUMN.account_id.eq(Id(account)));
    }
    let rows = query.order_by_asc(account_grant::COLUMN.scope).all(db).await?;
    let mut grants: BTreeMap<AccountId, Vec<Grant>> = BTreeMap::new();
    for row in &rows {
        grants.entry(row.account_id.0).or_default().push(read_grant(row));
    }
    Ok(grants)
}

async fn whole(
    db: &impl ConnectionTrait,
    row: Option<account::Model>,
) -> Result<Option<Account>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let grants = grants_of(db, row.territory_id.0, Some(row.id.0)).await?.remove(&row.id.0);
    Ok(Some(read(row, grants.unwrap_or_default())))
}

/// The account with that identifier.
///
/// # Errors
/// [`StoreError`].
pub async fn get(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    id: AccountId,
) -> Result<Option<Account>, StoreError> {
    let query = account::Entity::find_by_id(id).filter(account::COLUMN.territory_id.eq(Id(territory)));
    whole(db, query.one(db).await?).await
}

/// The account with that address, which is in small letters.
///
/// # Errors
/// [`StoreError`].
pub async fn by_email(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    email: &str,
) -> Result<Option<Account>, StoreError> {
    let query = account::Entity::find()
        .filter(account::COLUMN.territory_id.eq(Id(territory)))
        .filter(account::COLUMN.email.eq(email));
    whole(db, query.one(db).await?).await
}

/// The accounts of a territory, by name.
///
/// # Errors
/// [`StoreError`].
pub async fn list(db: &impl ConnectionTrait, territory: TerritoryId) -> Result<Vec<Account>, StoreError> {
    let mut grants = grants_of(db, territory, None).await?;
    let rows = account::Entity::find()
        .filter(account::COLUMN.territory_id.eq(Id(territory)))
        .order_by_asc(account::COLUMN.name)
        .order_by_asc(account::COLUMN.email)
        .all(db)
        .await?;
    let whole = |row: account::Model| {
        let theirs = grants.remove(&row.id.0).unwrap_or_default();
        read(row, theirs)
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// Stores an account without its grants.
///
/// # Errors
/// [`StoreError`]; a duplicate when the address is taken in this territory.
pub async fn insert(tx: &Tx, new: &Account) -> Result<(), StoreError> {
    let row = account::ActiveModel {
        id: Set(Id(new.id)),
        territory_id: Set(Id(new.territory)),
        email: Set(new.email.clone()),
        name: Set(new.name.clone()),
        password_hash: Set(new.password_hash.clone()),
        professional_id: Set(new.professional.map(Id)),
        state: Set(Word(new.state)),
        created_at: Set(new.created_at),
        used_at: Set(new.used_at),
    };
    insert_all(tx, vec![row]).await
}

/// Role and scope in one text.
fn access_scope(grant: &Grant) -> String {
    let of = |id: Option<Uuid>| id.map_or_else(|| "-".to_owned(), |id| id.to_string());
    format!(
        "{} {} {}",
        grant.role.word(),
        of(grant.organisation.map(|id| id.0)),
        of(grant.site.map(|id| id.0))
    )
}

/// Gives a grant; one that is held already stays as it was.
///
/// # Errors
/// [`StoreError`].
pub async fn give(
    tx: &Tx,
    territory: TerritoryId,
    account: AccountId,
    grant: &Grant,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = account_grant::ActiveModel {
        account_id: Set(Id(account)),
        scope: Set(access_scope(grant)),
        territory_id: Set(Id(territory)),
        role: Set(Word(grant.role)),
        organisation_id: Set(grant.organisation.map(Id)),
        site_id: Set(grant.site.map(Id)),
        given_at: Set(now),
        given_by: Set(by.map(Id)),
    };
    account_grant::Entity::insert_many([row])
        .on_conflict(
            OnConflict::columns([account_grant::Column::AccountId, account_grant::Column::Scope])
                .value(account_grant::Column::Role, Word(grant.role))
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Takes a grant back; false when it was not held.
///
/// # Errors
/// [`StoreError`].
pub async fn take(
    tx: &Tx,
    territory: TerritoryId,
    account: AccountId,
    grant: &Grant,
) -> Result<bool, StoreError> {
    let result = account_grant::Entity::delete_many()
        .filter(account_grant::COLUMN.territory_id.eq(Id(territory)))
        .filter(account_grant::COLUMN.account_id.eq(Id(account)))
        .filter(account_grant::COLUMN.scope.eq(access_scope(grant)))
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// How many open accounts hold that role in the territory.
///
/// # Errors
/// [`StoreError`].
pub async fn holders(tx: &Tx, territory: TerritoryId, role: Role) -> Result<u64, StoreError> {
    let with_role: Vec<Id<AccountId>> = account_grant::Entity::find()
        .filter(account_grant::COLUMN.territory_id.eq(Id(territory)))
        .filter(account_grant::COLUMN.role.eq(Word(role)))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| row.account_id)
        .collect();
    let open = account::Entity::find()
        .filter(account::COLUMN.id.is_in(with_role))
        .filter(account::COLUMN.state.eq(Word(State::Open)));
    Ok(open.count(tx).await?)
}

/// Sets the password.
///
/// # Errors
/// [`StoreError`].
pub async fn set_password(tx: &Tx, id: AccountId, hash: &str) -> Result<(), StoreError> {
    account::Entity::update_many()
        .col_expr(account::COLUMN.password_hash, Expr::value(Some(hash)))
        .filter(account::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Opens or closes an account; false when there is none.
///
/// # Errors
/// [`StoreError`].
pub async fn set_state(
    tx: &Tx,
    territory: TerritoryId,
    id: AccountId,
    state: State,
) -> Result<bool, StoreError> {
    let result = account::Entity::update_many()
        .col_expr(account::COLUMN.state, Expr::value(Word(state)))
        .filter(account::COLUMN.territory_id.eq(Id(territory)))
        .filter(account::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Gives an account an agenda; false when there is no such account.
///
/// # Errors
/// [`StoreError`].
pub async fn set_professional(
    tx: &Tx,
    territory: TerritoryId,
    id: AccountId,
    professional: ResourceId,
) -> Result<bool, StoreError> {
    let result = account::Entity::update_many()
        .col_expr(account::COLUMN.professional_id, Expr::value(Some(Id(professional))))
        .filter(account::COLUMN.territory_id.eq(Id(territory)))
        .filter(account::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Somebody has signed in.
///
/// # Errors
/// [`StoreError`].
pub async fn used(tx: &Tx, id: AccountId, now: DateTime<Utc>) -> Result<(), StoreError> {
    account::Entity::update_many()
        .col_expr(account::COLUMN.used_at, Expr::value(Some(now)))
        .filter(account::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(())
}
