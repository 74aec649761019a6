//! Limits that every replica counts together and a restart does not forget.

use chrono::{DateTime, Utc};
use entity::attempt;
use entity::column::Number;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};

use super::db::Tx;
use super::error::StoreError;

/// Counts one more in `bucket`, which is forgotten at `ends_at`, and says how many that makes. Somebody who counts
/// in the same bucket at the same moment waits here. Expired buckets are deleted by the same call.
///
/// # Errors
/// [`StoreError`].
pub async fn count(
    tx: &Tx,
    bucket: &str,
    ends_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u32, StoreError> {
    let row =
        attempt::ActiveModel { bucket: Set(bucket.to_owned()), count: Set(Number(1)), ends_at: Set(ends_at) };
    attempt::Entity::insert_many([row])
        .on_conflict(
            OnConflict::column(attempt::Column::Bucket)
                .value(attempt::Column::Count, Expr::col((attempt::Entity, attempt::Column::Count)).add(1))
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    let hits = so_far(tx, bucket).await?;
    attempt::Entity::delete_many().filter(attempt::COLUMN.ends_at.lt(now)).exec(tx).await?;
    Ok(hits)
}

/// How many `bucket` counts.
///
/// # Errors
/// [`StoreError`].
pub async fn so_far(db: &impl ConnectionTrait, bucket: &str) -> Result<u32, StoreError> {
    let row = attempt::Entity::find_by_id(bucket).one(db).await?;
    Ok(row.map_or(0, |row| row.count.0))
}

/// Counts from nothing again: what was counted came out well.
///
/// # Errors
/// [`StoreError`].
pub async fn forget(tx: &Tx, bucket: &str) -> Result<(), StoreError> {
    attempt::Entity::delete_by_id(bucket).exec(tx).await?;
    Ok(())
}
