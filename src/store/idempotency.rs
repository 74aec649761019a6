//! The answer a write gave, stored with the write, so that asking twice does it once.

use chrono::{DateTime, Utc};
use domain::ids::TerritoryId;
use entity::column::Id;
use entity::idempotency_key;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::db::Tx;
use super::error::StoreError;

/// The name a caller gives to one write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Who asks: keys of two clients never meet.
    pub client: String,
    /// Their name for the write, 1 to 255 characters.
    pub key: String,
}

/// The state of a write with a key.
#[derive(Debug)]
pub enum Claim<T> {
    /// It is new: do it, then [`record`] the answer.
    New,
    /// It was done: this was the answer.
    Done(T),
    /// The key was used for something else.
    Reused,
}

/// The hash by which two requests are told apart.
///
/// # Errors
/// [`StoreError::Json`] when the request cannot be serialised.
pub fn fingerprint(request: &impl Serialize) -> Result<String, StoreError> {
    use std::fmt::Write;
    let digest = Sha256::digest(serde_json::to_vec(request)?);
    Ok(digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Claims `key` for a request; somebody with the same key at the same moment waits here for the outcome.
///
/// # Errors
/// [`StoreError`].
pub async fn claim<T: DeserializeOwned>(
    tx: &Tx,
    territory: TerritoryId,
    key: &Key,
    fingerprint: &str,
    now: DateTime<Utc>,
) -> Result<Claim<T>, StoreError> {
    let row = idempotency_key::ActiveModel {
        territory_id: Set(Id(territory)),
        client: Set(key.client.clone()),
        key: Set(key.key.clone()),
        fingerprint: Set(fingerprint.to_owned()),
        answer: Set(String::new()),
        created_at: Set(now),
    };
    let inserted = idempotency_key::Entity::insert_many([row])
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if inserted == 1 {
        return Ok(Claim::New);
    }
    let known = idempotency_key::Entity::find()
        .filter(idempotency_key::COLUMN.territory_id.eq(Id(territory)))
        .filter(idempotency_key::COLUMN.client.eq(key.client.as_str()))
        .filter(idempotency_key::COLUMN.key.eq(key.key.as_str()))
        .one(tx)
        .await?;
    match known {
        Some(known) if known.fingerprint == fingerprint => {
            Ok(Claim::Done(serde_json::from_str(&known.answer)?))
        }
        Some(_) => Ok(Claim::Reused),
        None => Ok(Claim::New),
    }
}

/// Stores the answer of a claimed write.
///
/// # Errors
/// [`StoreError`].
pub async fn record(
    tx: &Tx,
    territory: TerritoryId,
    key: &Key,
    answer: &impl Serialize,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(answer)?;
    idempotency_key::Entity::update_many()
        .col_expr(idempotency_key::COLUMN.answer, sea_orm::sea_query::Expr::value(text))
        .filter(idempotency_key::COLUMN.territory_id.eq(Id(territory)))
        .filter(idempotency_key::COLUMN.client.eq(key.client.as_str()))
        .filter(idempotency_key::COLUMN.key.eq(key.key.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}
