//! The parts of short messages by the names providers give them, and what became of each. A receipt may come before the
//! message's own name does, twice, or in another way to write numbers.

use chrono::{DateTime, Utc};
use domain::ids::MessageId;
use domain::sms::ReceiptStatus;
use domain::sms::receipt::reference_forms;
use entity::column::{Id, Word};
use entity::sms_part;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockType, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::db::Tx;
use super::error::StoreError;

/// The rows of `reference` in any way to write it, the same letters first, then the latest.
async fn known(tx: &Tx, provider: &str, reference: &str) -> Result<Vec<sms_part::Model>, StoreError> {
    let forms = reference_forms(reference);
    let mut rows = sms_part::Entity::find()
        .filter(sms_part::COLUMN.provider.eq(provider))
        .filter(sms_part::COLUMN.reference.is_in(forms.clone()))
        .order_by_desc(sms_part::COLUMN.seen_at)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.sort_by_key(|row| forms.iter().position(|form| *form == row.reference).is_none_or(|at| at > 0));
    Ok(rows)
}

/// The message that `provider` calls `reference`, when it is known by now.
///
/// # Errors
/// [`StoreError`].
pub async fn message_of(
    db: &impl ConnectionTrait,
    provider: &str,
    reference: &str,
) -> Result<Option<MessageId>, StoreError> {
    let row = sms_part::Entity::find()
        .filter(sms_part::COLUMN.provider.eq(provider))
        .filter(sms_part::COLUMN.reference.is_in(reference_forms(reference)))
        .filter(sms_part::COLUMN.message_id.is_not_null())
        .order_by_desc(sms_part::COLUMN.seen_at)
        .one(db)
        .await?;
    Ok(row.and_then(|row| row.message_id).map(|id| id.0))
}

fn name(reference: &str) -> String {
    reference_forms(reference).swap_remove(0)
}

/// Stores that `provider` calls a part of `message` `reference`. A receipt that came before finds its message so.
///
/// # Errors
/// [`StoreError`].
pub async fn named(
    tx: &Tx,
    provider: &str,
    reference: &str,
    message: MessageId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let rows = known(tx, provider, reference).await?;
    let early = rows.iter().find(|row| row.message_id.is_none());
    // Providers begin their numbers anew: the last message of that name is meant, and nothing is known of it yet.
    let reused = rows.iter().find(|row| row.reference == name(reference) && row.message_id.is_some());
    if let Some(row) = early.or(reused) {
        let fate = if row.message_id.is_none() { row.status } else { None };
        sms_part::Entity::update_many()
            .col_expr(sms_part::COLUMN.message_id, Expr::value(Some(Id(message))))
            .col_expr(sms_part::COLUMN.status, Expr::value(fate))
            .col_expr(sms_part::COLUMN.seen_at, Expr::value(now))
            .filter(sms_part::COLUMN.provider.eq(provider))
            .filter(sms_part::COLUMN.reference.eq(row.reference.clone()))
            .exec(tx)
            .await?;
        return Ok(());
    }
    let row = sms_part::ActiveModel {
        provider: Set(provider.to_owned()),
        reference: Set(name(reference)),
        message_id: Set(Some(Id(message))),
        status: Set(None),
        seen_at: Set(now),
    };
    // A receipt may be written down at this moment, by another replica: what it says stays.
    let mut conflict = OnConflict::columns([sms_part::Column::Provider, sms_part::Column::Reference]);
    conflict.update_column(sms_part::Column::MessageId);
    sms_part::Entity::insert_many([row]).on_conflict(conflict).exec_without_returning(tx).await?;
    Ok(())
}

/// Stores what a receipt says, and gives the message it is about; `None` when no message has that name yet. What
/// arrived has arrived, whatever is said later.
///
/// # Errors
/// [`StoreError`].
pub async fn told(
    tx: &Tx,
    provider: &str,
    reference: &str,
    fate: ReceiptStatus,
    now: DateTime<Utc>,
) -> Result<Option<MessageId>, StoreError> {
    let known = known(tx, provider, reference).await?;
    let row = known.iter().find(|row| row.message_id.is_some()).or(known.first());
    let Some(row) = row else {
        let row = sms_part::ActiveModel {
            provider: Set(provider.to_owned()),
            reference: Set(name(reference)),
            message_id: Set(None),
            status: Set(Some(Word(fate))),
            seen_at: Set(now),
        };
        // The message's own name may be written down at this moment, by another replica: the row is then known to all.
        let mut conflict = OnConflict::columns([sms_part::Column::Provider, sms_part::Column::Reference]);
        conflict.update_columns([sms_part::Column::Status, sms_part::Column::SeenAt]);
        sms_part::Entity::insert_many([row]).on_conflict(conflict).exec_without_returning(tx).await?;
        let meanwhile = self::known(tx, provider, reference).await?;
        return Ok(meanwhile.into_iter().find_map(|row| row.message_id).map(|id| id.0));
    };
    let before = row.status.map(|status| status.0);
    if !before.is_some_and(ReceiptStatus::is_final) {
        sms_part::Entity::update_many()
            .col_expr(sms_part::COLUMN.status, Expr::value(Some(Word(fate))))
            .col_expr(sms_part::COLUMN.seen_at, Expr::value(now))
            .filter(sms_part::COLUMN.provider.eq(provider))
            .filter(sms_part::COLUMN.reference.eq(row.reference.clone()))
            .exec(tx)
            .await?;
    }
    Ok(row.message_id.map(|id| id.0))
}

/// The names and fates of the parts of a message that providers have named.
///
/// # Errors
/// [`StoreError`].
pub async fn of(
    tx: &Tx,
    message: MessageId,
) -> Result<Vec<(String, String, Option<ReceiptStatus>)>, StoreError> {
    let rows = sms_part::Entity::find()
        .filter(sms_part::COLUMN.message_id.eq(Id(message)))
        .order_by_asc(sms_part::COLUMN.reference)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.provider, row.reference, row.status.map(|status| status.0))).collect())
}

/// Deletes the parts not reported on since then; returns how many.
///
/// # Errors
/// [`StoreError`].
pub async fn forget(tx: &Tx, since: DateTime<Utc>) -> Result<u64, StoreError> {
    let gone = sms_part::Entity::delete_many().filter(sms_part::COLUMN.seen_at.lt(since)).exec(tx).await?;
    Ok(gone.rows_affected)
}
