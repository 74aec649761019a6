//! Once: the transaction of a write, with the idempotency key in it.

use chrono::{DateTime, Utc};
use domain::ids::TerritoryId;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::actions::kit::error::IdempotencyError;
use crate::context::Context;
use crate::store::StoreError;
use crate::store::Tx;
use crate::store::idempotency::{self, Claim, Key};

/// A write that has begun, or the answer it gave when it was done.
pub(in crate::actions) enum Begun<T> {
    /// Do it in this transaction, then [`commit`].
    New(Tx),
    /// It was done: this was the answer.
    Done(T),
}

/// Begins the transaction of a write. `request` says what is asked, so that a key used for something else is
/// refused.
///
/// # Errors
/// [`IdempotencyError::KeyReused`], [`IdempotencyError::Store`].
pub(in crate::actions) async fn begin<T: DeserializeOwned>(
    ctx: &Context,
    territory: TerritoryId,
    key: Option<&Key>,
    request: &(impl Serialize + Sync),
    now: DateTime<Utc>,
) -> Result<Begun<T>, IdempotencyError> {
    let tx = ctx.db.begin().await?;
    let Some(key) = key else { return Ok(Begun::New(tx)) };
    let fingerprint = idempotency::fingerprint(request)?;
    match idempotency::claim(&tx, territory, key, &fingerprint, now).await? {
        Claim::New => Ok(Begun::New(tx)),
        Claim::Done(answer) => Ok(Begun::Done(answer)),
        Claim::Reused => Err(IdempotencyError::KeyReused),
    }
}

/// Stores the answer under the key and commits.
///
/// # Errors
/// [`IdempotencyError::Store`]; nothing was then done.
pub(in crate::actions) async fn commit(
    tx: Tx,
    territory: TerritoryId,
    key: Option<&Key>,
    answer: &(impl Serialize + Sync),
) -> Result<(), StoreError> {
    if let Some(key) = key {
        idempotency::record(&tx, territory, key, answer).await?;
    }
    Ok(tx.commit().await?)
}
