//! Where somebody is on the pages behind a link.

use chrono::{DateTime, Utc};
use domain::ids::TerritoryId;
use entity::booking_session;
use entity::column::Id;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;
use crate::store::bulk::insert_all;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Identifier.
    pub id: Uuid,
    /// Its territory.
    pub territory: TerritoryId,
    /// The link they came by.
    pub invitation: Uuid,
    /// Keyed hash of the secret in their cookie.
    pub secret_hash: String,
    /// JSON of what they chose so far.
    pub answers: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends unless something is done.
    pub expires_at: DateTime<Utc>,
}

/// Begins a session; expired ones are deleted by the same call.
///
/// # Errors
/// [`StoreError`].
pub async fn begin(tx: &Tx, new: &Session) -> Result<(), StoreError> {
    booking_session::Entity::delete_many()
        .filter(booking_session::COLUMN.expires_at.lt(new.created_at))
        .exec(tx)
        .await?;
    let row = booking_session::ActiveModel {
        id: Set(new.id),
        territory_id: Set(Id(new.territory)),
        invitation_id: Set(new.invitation),
        secret_hash: Set(new.secret_hash.clone()),
        answers: Set(new.answers.clone()),
        created_at: Set(new.created_at),
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
    let row = booking_session::Entity::find()
        .filter(booking_session::COLUMN.secret_hash.eq(secret_hash))
        .filter(booking_session::COLUMN.expires_at.gt(now))
        .one(db)
        .await?;
    Ok(row.map(|row| Session {
        id: row.id,
        territory: row.territory_id.0,
        invitation: row.invitation_id,
        secret_hash: row.secret_hash,
        answers: row.answers,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }))
}

/// Keeps what was chosen, and the session until `expires_at`.
///
/// # Errors
/// [`StoreError`].
pub async fn keep(tx: &Tx, id: Uuid, answers: &str, expires_at: DateTime<Utc>) -> Result<(), StoreError> {
    booking_session::Entity::update_many()
        .col_expr(booking_session::COLUMN.answers, Expr::value(answers))
        .col_expr(booking_session::COLUMN.expires_at, Expr::value(expires_at))
        .filter(booking_session::COLUMN.id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// [`StoreError`].
pub async fn end(tx: &Tx, id: Uuid) -> Result<(), StoreError> {
    booking_session::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Ends every session of an invitation: it was taken back.
///
/// # Errors
/// [`StoreError`].
pub async fn end_all(tx: &Tx, invitation: Uuid) -> Result<(), StoreError> {
    booking_session::Entity::delete_many()
        .filter(booking_session::COLUMN.invitation_id.eq(invitation))
        .exec(tx)
        .await?;
    Ok(())
}
