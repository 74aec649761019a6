//! Accounts as identity providers know them.

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, TerritoryId};
use entity::account_identity;
use entity::column::Id;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::db::Tx;
use super::error::StoreError;
use crate::store::bulk::insert_all;

/// An account as a provider knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub account: AccountId,
    /// Its territory.
    pub territory: TerritoryId,
    /// The provider: `iss`.
    pub issuer: String,
    /// Who they are there: `sub`.
    pub subject: String,
    /// The identity provider that the provider itself relies on.
    pub provider: Option<String>,
    /// Who they are behind it.
    pub provider_user: Option<String>,
}

fn read(row: account_identity::Model) -> Identity {
    Identity {
        account: row.account_id.0,
        territory: row.territory_id.0,
        issuer: row.issuer,
        subject: row.subject,
        provider: row.provider,
        provider_user: row.provider_user,
    }
}

/// Whose identity that is, by its subject.
///
/// # Errors
/// [`StoreError`].
pub async fn by_subject(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    issuer: &str,
    subject: &str,
) -> Result<Option<Identity>, StoreError> {
    let row = account_identity::Entity::find()
        .filter(account_identity::COLUMN.territory_id.eq(Id(territory)))
        .filter(account_identity::COLUMN.issuer.eq(issuer))
        .filter(account_identity::COLUMN.subject.eq(subject))
        .one(db)
        .await?;
    Ok(row.map(read))
}

/// Whose identity that is, by the provider behind the provider and who they are behind it.
///
/// # Errors
/// [`StoreError`].
pub async fn by_provider_user(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    issuer: &str,
    provider: &str,
    user: &str,
) -> Result<Option<Identity>, StoreError> {
    let row = account_identity::Entity::find()
        .filter(account_identity::COLUMN.territory_id.eq(Id(territory)))
        .filter(account_identity::COLUMN.issuer.eq(issuer))
        .filter(account_identity::COLUMN.provider.eq(provider))
        .filter(account_identity::COLUMN.provider_user.eq(user))
        .one(db)
        .await?;
    Ok(row.map(read))
}

/// The identity of an account at a provider.
///
/// # Errors
/// [`StoreError`].
pub async fn of_account(
    db: &impl ConnectionTrait,
    account: AccountId,
    issuer: &str,
) -> Result<Option<Identity>, StoreError> {
    let row = account_identity::Entity::find()
        .filter(account_identity::COLUMN.account_id.eq(Id(account)))
        .filter(account_identity::COLUMN.issuer.eq(issuer))
        .one(db)
        .await?;
    Ok(row.map(read))
}

/// Binds an identity to its account.
///
/// # Errors
/// [`StoreError`]; a duplicate when the account has another one there, or another account has this one.
pub async fn bind(tx: &Tx, new: &Identity, now: DateTime<Utc>) -> Result<(), StoreError> {
    let row = account_identity::ActiveModel {
        account_id: Set(Id(new.account)),
        issuer: Set(new.issuer.clone()),
        territory_id: Set(Id(new.territory)),
        subject: Set(new.subject.clone()),
        provider: Set(new.provider.clone()),
        provider_user: Set(new.provider_user.clone()),
        bound_at: Set(now),
    };
    insert_all(tx, vec![row]).await
}

/// The provider calls the same person by another subject from now on.
///
/// # Errors
/// [`StoreError`].
pub async fn rename(tx: &Tx, of: &Identity, subject: &str) -> Result<(), StoreError> {
    account_identity::Entity::update_many()
        .col_expr(account_identity::COLUMN.subject, Expr::value(subject))
        .filter(account_identity::COLUMN.account_id.eq(Id(of.account)))
        .filter(account_identity::COLUMN.issuer.eq(of.issuer.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}
