//! The queue of messages that are due: several workers take from it, and what one leaves undone another takes up.

use chrono::{DateTime, Duration, Utc};
use domain::channel::Channel;
use domain::ids::{MessageId, TerritoryId};
use domain::message::{Overtaking, Status, overtaking};
use domain::notifications::MessageKind;
use entity::column::{Id, Word};
use entity::message;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::outcome::settle;
use super::record::{Message, read};
use crate::store::db::{DatabaseKind, Tx};
use crate::store::error::StoreError;

/// How long a worker may keep a message before another may ask what became of it: longer than the longest session
/// with a relay, which may take ten minutes to answer the last dot (RFC 5321 section 4.5.3.2.6).
const LEASE: Duration = Duration::minutes(15);

/// Takes up to `most` due messages of a channel for this worker, by their turns, the oldest first. A message waits while an earlier
/// one to the same recipient about the same appointment is on its way there, so that nobody reads the second before the
/// first.
/// Several replicas share the work (SKIP LOCKED on PostgreSQL; one writer on SQLite).
///
/// # Errors
/// [`StoreError`].
pub async fn claim(
    tx: &Tx,
    kind: DatabaseKind,
    channel: Channel,
    most: u64,
    now: DateTime<Utc>,
) -> Result<Vec<Message>, StoreError> {
    let mut rows: Vec<message::Model> = Vec::new();
    // One priority at a time: each is read from where it begins in the index, however many are due.
    for turn in MessageKind::PRIORITIES {
        let left = most.saturating_sub(rows.len() as u64);
        if left > 0 {
            rows.extend(readable(tx, due(kind, channel, turn, left, now), now).await?);
        }
    }
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(Status::Sending)))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Some(now + LEASE)))
        .col_expr(message::COLUMN.attempts, Expr::col(message::Column::Attempts).add(1))
        .filter(message::COLUMN.id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx)
        .await?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.id.0;
        match read(row) {
            Ok(message) => claimed.push(message),
            Err(error) => give_up(tx, id, &error, now).await?,
        }
    }
    Ok(claimed)
}

/// The messages of `due`. Those whose columns cannot be read are given up: one row must not hold up everybody's mail.
async fn readable(
    tx: &Tx,
    due: Select<message::Entity>,
    now: DateTime<Utc>,
) -> Result<Vec<message::Model>, StoreError> {
    match due.clone().all(tx).await.map_err(StoreError::from) {
        Err(StoreError::Corrupt { .. }) => {}
        rows => return rows,
    }
    let ids: Vec<Id<MessageId>> = due.select_only().column(message::Column::Id).into_tuple().all(tx).await?;
    let mut rows = Vec::with_capacity(ids.len());
    for Id(id) in ids {
        match message::Entity::find_by_id(id).one(tx).await.map_err(StoreError::from) {
            Ok(row) => rows.extend(row),
            Err(error @ StoreError::Corrupt { .. }) => give_up(tx, id, &error, now).await?,
            Err(error) => return Err(error),
        }
    }
    Ok(rows)
}

async fn give_up(tx: &Tx, id: MessageId, error: &StoreError, now: DateTime<Utc>) -> Result<(), StoreError> {
    settle(tx, id, Status::Failed, Some(&error.to_string()), now).await
}

/// The messages of a channel and a turn that may leave, `most` at most, the first first; locked as long as the transaction.
fn due(
    kind: DatabaseKind,
    channel: Channel,
    turn: i32,
    most: u64,
    now: DateTime<Utc>,
) -> Select<message::Entity> {
    let earlier = Alias::new("earlier");
    let of_earlier = |column: message::Column| Expr::col((earlier.clone(), column));
    let own = |column: message::Column| Expr::col((message::Entity, column));
    let before_it = Query::select()
        .expr(Expr::val(1))
        .from_as(message::Entity, earlier.clone())
        .and_where(of_earlier(message::Column::AppointmentId).eq(own(message::Column::AppointmentId)))
        .and_where(of_earlier(message::Column::RecipientId).eq(own(message::Column::RecipientId)))
        .and_where(of_earlier(message::Column::Channel).eq(own(message::Column::Channel)))
        .and_where(of_earlier(message::Column::Revision).lt(own(message::Column::Revision)))
        .and_where(of_earlier(message::Column::State).is_in([Word(Status::Planned), Word(Status::Sending)]))
        // Answers are turns of a talk, and wait for nobody.
        .and_where(own(message::Column::Kind).is_not_in(MessageKind::ANSWERS.map(Word)))
        .and_where(of_earlier(message::Column::Kind).is_not_in(MessageKind::ANSWERS.map(Word)))
        .take();
    let mut due = message::Entity::find()
        .filter(message::COLUMN.channel.eq(Word(channel)))
        .filter(message::COLUMN.state.eq(Word(Status::Planned)))
        .filter(message::COLUMN.priority.eq(turn))
        .filter(message::COLUMN.due_at.lte(now))
        .filter(Expr::exists(before_it).not())
        .order_by_asc(message::COLUMN.due_at)
        .order_by_asc(message::COLUMN.id)
        .limit(most);
    if kind == DatabaseKind::Postgres {
        due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    due
}

/// Ends what a dead worker left: a message it had for longer than its lease may have been sent, so it is marked
/// doubtful, or planned again when sending twice does no harm. Returns how many.
///
/// # Errors
/// [`StoreError`].
pub async fn reap(tx: &Tx, channel: Channel, to: Status, now: DateTime<Utc>) -> Result<u64, StoreError> {
    // What is in doubt is forgotten in its time as everything else that is settled.
    let settled_at = (to != Status::Planned).then_some(now);
    let result = message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(to)))
        .col_expr(message::COLUMN.settled_at, Expr::value(settled_at))
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(message::COLUMN.channel.eq(Word(channel)))
        .filter(message::COLUMN.state.eq(Word(Status::Sending)))
        .filter(message::COLUMN.claimed_until.lt(now))
        .exec(tx)
        .await?;
    Ok(result.rows_affected)
}

/// Lets a message that was claimed wait until `due_at`: nothing was tried.
///
/// # Errors
/// [`StoreError`].
pub async fn put_off(tx: &Tx, id: MessageId, due_at: DateTime<Utc>) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(Status::Planned)))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.due_at, Expr::value(due_at))
        .col_expr(message::COLUMN.attempts, Expr::col(message::Column::Attempts).sub(1))
        .filter(message::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes that a message that was tried at `now` and did not leave waits, unless it does already.
///
/// # Errors
/// [`StoreError`].
pub async fn waits(tx: &Tx, id: MessageId, now: DateTime<Utc>) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.waiting_since, Expr::value(Some(now)))
        .filter(message::COLUMN.id.eq(Id(id)))
        .filter(message::COLUMN.waiting_since.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Plans a message again for `due_at`, after a failure that may pass.
///
/// # Errors
/// [`StoreError`].
pub async fn postpone(
    tx: &Tx,
    id: MessageId,
    due_at: DateTime<Utc>,
    problem: &str,
) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(Status::Planned)))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.due_at, Expr::value(due_at))
        .col_expr(message::COLUMN.problem, Expr::value(Some(problem.to_owned())))
        .filter(message::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives a message back to the workers, as if it had never been tried.
///
/// # Errors
/// [`StoreError`].
pub async fn plan_again(tx: &Tx, id: MessageId, now: DateTime<Utc>) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(Status::Planned)))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.due_at, Expr::value(now))
        .col_expr(message::COLUMN.attempts, Expr::value(0))
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.settled_at, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.reported_at, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.problem, Expr::value(Option::<String>::None))
        .filter(message::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// A message, kept from others until the transaction ends.
///
/// # Errors
/// [`StoreError`].
pub async fn lock(tx: &Tx, territory: TerritoryId, id: MessageId) -> Result<Option<Message>, StoreError> {
    let row = message::Entity::find()
        .filter(message::COLUMN.territory_id.eq(Id(territory)))
        .filter(message::COLUMN.id.eq(Id(id)))
        .lock(LockType::Update)
        .one(tx)
        .await?;
    row.map(read).transpose()
}

/// True when a later message makes this one out of date ([`overtaking`]).
///
/// # Errors
/// [`StoreError`].
pub async fn is_overtaken(tx: &Tx, message: &Message) -> Result<bool, StoreError> {
    let of_same = match overtaking(message.kind, message.appointment) {
        Overtaking::SameAppointment(id) => Condition::all().add(message::COLUMN.appointment_id.eq(Id(id))),
        Overtaking::SameReferral(kinds) => Condition::all()
            .add(message::COLUMN.appointment_id.is_null())
            .add(message::COLUMN.kind.is_in(kinds.iter().copied().map(Word)))
            .add(message::COLUMN.referral_id.eq(Id(message.referral))),
        Overtaking::Never => return Ok(false),
    };
    let later = message::Entity::find()
        .filter(of_same)
        .filter(message::COLUMN.recipient_id.eq(message.recipient_id))
        .filter(message::COLUMN.channel.eq(Word(message.channel)))
        .filter(message::COLUMN.revision.gt(message.revision))
        .filter(message::COLUMN.state.ne(Word(Status::Dropped)))
        .count(tx)
        .await?;
    Ok(later > 0)
}
