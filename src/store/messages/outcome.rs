//! What became of a message: sent, dropped, failed, and what was reported of it afterwards.

use chrono::{DateTime, Utc};
use domain::ids::MessageId;
use domain::message::Status;
use entity::column::{Id, Number, Word};
use entity::message;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, UpdateMany};

use super::record::Receipt;
use crate::store::db::Tx;
use crate::store::error::StoreError;

/// Stores what became of a message.
///
/// # Errors
/// [`StoreError`].
pub async fn settle(
    tx: &Tx,
    id: MessageId,
    status: Status,
    problem: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    settled(id, status, problem, now).exec(tx).await?;
    Ok(())
}

fn settled(
    id: MessageId,
    status: Status,
    problem: Option<&str>,
    now: DateTime<Utc>,
) -> UpdateMany<message::Entity> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(status)))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.settled_at, Expr::value(Some(now)))
        .col_expr(message::COLUMN.problem, Expr::value(problem.map(str::to_owned)))
        .filter(message::COLUMN.id.eq(Id(id)))
}

/// Stores that a message was taken in charge, what was said of it, and for an SMS what tells the number it went to
/// from others. In one statement: PostgreSQL looks at the appointment of a row that a transaction changes a second time,
/// and would wait there for whoever has the appointment and waits for the message.
///
/// # Errors
/// [`StoreError`].
pub async fn settle_sent(
    tx: &Tx,
    id: MessageId,
    receipt: &Receipt,
    sent_to: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut sent = settled(id, Status::Sent, None, now);
    if let Some(sent_to) = sent_to {
        sent = sent.col_expr(message::COLUMN.sent_to, Expr::value(Some(sent_to)));
    }
    sent.col_expr(message::COLUMN.provider, Expr::value(Some(receipt.provider.clone())))
        .col_expr(message::COLUMN.reference, Expr::value(receipt.reference.clone()))
        .col_expr(message::COLUMN.segments, Expr::value(Some(Number(receipt.segments))))
        .col_expr(message::COLUMN.cost, Expr::value(receipt.cost))
        .exec(tx)
        .await?;
    Ok(())
}

/// Stores what tells the number that a message went to from others.
///
/// # Errors
/// [`StoreError`].
pub async fn note_sent_to(tx: &Tx, id: MessageId, sent_to: &str) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.sent_to, Expr::value(Some(sent_to)))
        .filter(message::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Stores what was reported of a message that left: that it arrived, or came back. A report that comes twice, or
/// about a message that has not left, changes nothing; one that it arrived is not taken back by another. Says whether
/// anything changed.
///
/// # Errors
/// [`StoreError`].
pub async fn report(
    tx: &Tx,
    id: MessageId,
    status: Status,
    problem: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let result = message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(status)))
        .col_expr(message::COLUMN.reported_at, Expr::value(Some(now)))
        .col_expr(message::COLUMN.problem, Expr::value(problem.map(str::to_owned)))
        .filter(message::COLUMN.id.eq(Id(id)))
        .filter(message::COLUMN.state.is_in([Word(Status::Sent), Word(Status::Doubtful)]))
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}
