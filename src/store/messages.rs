//! Messages: written with the change they tell of, sent by a worker.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use domain::ids::{AppointmentId, BeneficiaryId, MessageId, ResourceId, TerritoryId};
use domain::notices::{self, Kind, Recipient, Untold};
use entity::message;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::db::{self, Db, Tx};
use super::error::StoreError;
use super::plans::insert_all;

/// How long a worker may keep a message before another may ask what became of it: longer than the longest session
/// with a relay, which may take ten minutes to answer the last dot (RFC 5321 section 4.5.3.2.6).
const LEASE: Duration = Duration::minutes(15);

/// What a message tells: identifiers and times only, so that names stay where they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// First quantum of the visit.
    pub start: i64,
    /// End quantum of the visit.
    pub end: i64,
    /// Where.
    pub site: Uuid,
    /// How.
    pub mode: String,
    /// iCalendar SEQUENCE.
    pub sequence: i32,
    /// First quantum before the change, when it moved.
    pub previous_start: Option<i64>,
    /// Everybody in the team, with their role.
    pub team: Vec<(Uuid, String)>,
}

impl Facts {
    /// What a message of `kind` says to somebody who was `told` something before: what is taken back is what they
    /// know; what moved, moved from there. `None` when there is nothing to say: nothing to take back, or a move
    /// that led the person back to where they were.
    fn since(self, kind: Kind, told: Option<&Self>) -> Option<Self> {
        if kind.takes_back() {
            return told.map(|told| Self { sequence: self.sequence, previous_start: None, ..told.clone() });
        }
        let same = |told: &Self| told.start == self.start && told.site == self.site && told.mode == self.mode;
        if kind == Kind::Moved && told.is_some_and(same) {
            return None;
        }
        let previous_start = told.map(|told| told.start).filter(|start| *start != self.start);
        Some(Self { previous_start, ..self })
    }
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// To be sent.
    Planned,
    /// A worker has it.
    Sending,
    /// It left.
    Sent,
    /// It will not leave: it is no longer true, or another says more.
    Dropped,
    /// It could not be sent.
    Failed,
    /// It may have left: the worker was lost while sending.
    Doubtful,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 6] =
        [Self::Planned, Self::Sending, Self::Sent, Self::Dropped, Self::Failed, Self::Doubtful];

    /// True when only a person can say what is to become of it.
    #[must_use]
    pub const fn is_stuck(self) -> bool {
        matches!(self, Self::Failed | Self::Doubtful)
    }

    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Dropped => "dropped",
            Self::Failed => "failed",
            Self::Doubtful => "doubtful",
        }
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Identifier.
    pub id: MessageId,
    /// Its territory.
    pub territory: TerritoryId,
    /// What it is about.
    pub appointment: AppointmentId,
    /// The appointment's revision it tells of.
    pub revision: i32,
    /// What it says.
    pub kind: Kind,
    /// Whom it is for.
    pub recipient: Recipient,
    /// The beneficiary's or the professional's identifier.
    pub recipient_id: Uuid,
    /// What it tells.
    pub facts: Facts,
    /// Where it stands.
    pub status: Status,
    /// How often sending was tried.
    pub attempts: i32,
    /// When it was sent, dropped or given up.
    pub settled_at: Option<DateTime<Utc>>,
    /// Why it was dropped or failed.
    pub problem: Option<String>,
}

fn read(row: message::Model) -> Result<Message, StoreError> {
    let corrupt =
        |found: &str, wanted| StoreError::Corrupt { table: "message", found: found.to_owned(), wanted };
    let kind = Kind::from_word(&row.kind).ok_or_else(|| corrupt(&row.kind, "a kind of message"))?;
    let status = Status::ALL.into_iter().find(|status| status.word() == row.state);
    let recipient = match kind {
        Kind::Confirmation | Kind::Moved | Kind::CalledOff => Recipient::Beneficiary,
        Kind::Invitation | Kind::Update | Kind::Withdrawal | Kind::Cancellation => {
            Recipient::Professional(ResourceId(row.recipient_id))
        }
    };
    Ok(Message {
        id: MessageId(row.id),
        territory: TerritoryId(row.territory_id),
        appointment: AppointmentId(row.appointment_id),
        revision: row.revision,
        kind,
        recipient,
        recipient_id: row.recipient_id,
        facts: serde_json::from_str(&row.facts)?,
        status: status.ok_or_else(|| corrupt(&row.state, "a status"))?,
        attempts: row.attempts,
        settled_at: row.settled_at,
        problem: row.problem,
    })
}

/// A message to be written.
#[derive(Clone, Debug)]
pub struct New {
    /// Identifier.
    pub id: MessageId,
    /// Its territory.
    pub territory: TerritoryId,
    /// What it is about.
    pub appointment: AppointmentId,
    /// The appointment's revision it tells of.
    pub revision: i32,
    /// What it says.
    pub kind: Kind,
    /// Whom it is for.
    pub recipient: Recipient,
    /// The person, when it is for the beneficiary.
    pub beneficiary: BeneficiaryId,
    /// What it tells.
    pub facts: Facts,
    /// When it may leave.
    pub due_at: DateTime<Utc>,
}

/// Writes a message, having dropped what the same recipient was to be told of the same appointment and has not
/// been yet ([`notices::merge`]): what was never said need not be taken back. What it says of the time before is
/// what the recipient was told last, whatever happened in between.
///
/// # Errors
/// [`StoreError`].
pub async fn write(tx: &Tx, new: New, now: DateTime<Utc>) -> Result<(), StoreError> {
    let recipient_id = match new.recipient {
        Recipient::Beneficiary => new.beneficiary.0,
        Recipient::Professional(resource) => resource.0,
    };
    let known: Vec<Message> = message::Entity::find()
        .filter(message::COLUMN.appointment_id.eq(new.appointment.0))
        .filter(message::COLUMN.recipient_id.eq(recipient_id))
        .order_by_desc(message::COLUMN.revision)
        .lock(LockType::Update)
        .all(tx)
        .await?
        .into_iter()
        .map(read)
        .collect::<Result<_, _>>()?;
    let mut kind = Some(new.kind);
    if let Some(unsaid) = known.iter().find(|message| message.status == Status::Planned) {
        kind = notices::merge(unsaid.kind, new.kind);
        settle(tx, unsaid.id, Status::Dropped, Some(Untold::Overtaken.word()), now).await?;
    }
    let left =
        |message: &&Message| matches!(message.status, Status::Sent | Status::Sending | Status::Doubtful);
    let told = known.iter().find(left).map(|message| &message.facts);
    let Some((kind, facts)) = kind.and_then(|kind| Some((kind, new.facts.since(kind, told)?))) else {
        return Ok(());
    };
    let row = message::ActiveModel {
        id: Set(new.id.0),
        territory_id: Set(new.territory.0),
        appointment_id: Set(new.appointment.0),
        revision: Set(new.revision),
        kind: Set(kind.word().to_owned()),
        channel: Set("mail".to_owned()),
        recipient_id: Set(recipient_id),
        facts: Set(serde_json::to_string(&facts)?),
        state: Set(Status::Planned.word().to_owned()),
        due_at: Set(new.due_at),
        attempts: Set(0),
        claimed_until: Set(None),
        settled_at: Set(None),
        problem: Set(None),
    };
    insert_all(tx, vec![row]).await
}

/// Takes up to `most` due messages for this worker, oldest change first. A message waits while an earlier one to
/// the same recipient about the same appointment is on its way, so that nobody reads the second before the first.
/// Several replicas share the work (SKIP LOCKED on PostgreSQL; one writer on SQLite).
///
/// # Errors
/// [`StoreError`].
pub async fn claim(
    tx: &Tx,
    kind: db::Kind,
    most: u64,
    now: DateTime<Utc>,
) -> Result<Vec<Message>, StoreError> {
    let earlier = Alias::new("earlier");
    let of_earlier = |column: message::Column| Expr::col((earlier.clone(), column));
    let own = |column: message::Column| Expr::col((message::Entity, column));
    let before_it = Query::select()
        .expr(Expr::val(1))
        .from_as(message::Entity, earlier.clone())
        .and_where(of_earlier(message::Column::AppointmentId).eq(own(message::Column::AppointmentId)))
        .and_where(of_earlier(message::Column::RecipientId).eq(own(message::Column::RecipientId)))
        .and_where(of_earlier(message::Column::Revision).lt(own(message::Column::Revision)))
        .and_where(of_earlier(message::Column::State).is_in([Status::Planned.word(), Status::Sending.word()]))
        .take();
    let mut due = message::Entity::find()
        .filter(message::COLUMN.state.eq(Status::Planned.word()))
        .filter(message::COLUMN.due_at.lte(now))
        .filter(Expr::exists(before_it).not())
        .order_by_asc(message::COLUMN.due_at)
        .order_by_asc(message::COLUMN.id)
        .limit(most);
    if kind == db::Kind::Postgres {
        due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let rows = due.all(tx).await?;
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Status::Sending.word()))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Some(now + LEASE)))
        .col_expr(message::COLUMN.attempts, Expr::col(message::Column::Attempts).add(1))
        .filter(message::COLUMN.id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx)
        .await?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in rows {
        let id = MessageId(row.id);
        match read(row) {
            Ok(message) => claimed.push(message),
            // One row that cannot be read must not hold up everybody's mail.
            Err(error) => settle(tx, id, Status::Failed, Some(&error.to_string()), now).await?,
        }
    }
    Ok(claimed)
}

/// Ends what a lost worker left: a message it had for longer than its lease may have left, so it is marked
/// doubtful, or planned again when sending twice does no harm. Returns how many.
///
/// # Errors
/// [`StoreError`].
pub async fn reap(tx: &Tx, to: Status, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let result = message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(to.word()))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(message::COLUMN.state.eq(Status::Sending.word()))
        .filter(message::COLUMN.claimed_until.lt(now))
        .exec(tx)
        .await?;
    Ok(result.rows_affected)
}

/// Writes down what became of a message.
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
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(status.word()))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.settled_at, Expr::value(Some(now)))
        .col_expr(message::COLUMN.problem, Expr::value(problem.map(str::to_owned)))
        .filter(message::COLUMN.id.eq(id.0))
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
        .col_expr(message::COLUMN.state, Expr::value(Status::Planned.word()))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.due_at, Expr::value(due_at))
        .col_expr(message::COLUMN.problem, Expr::value(Some(problem.to_owned())))
        .filter(message::COLUMN.id.eq(id.0))
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
        .col_expr(message::COLUMN.state, Expr::value(Status::Planned.word()))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.due_at, Expr::value(now))
        .col_expr(message::COLUMN.attempts, Expr::value(0))
        .col_expr(message::COLUMN.settled_at, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.problem, Expr::value(Option::<String>::None))
        .filter(message::COLUMN.id.eq(id.0))
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
        .filter(message::COLUMN.territory_id.eq(territory.0))
        .filter(message::COLUMN.id.eq(id.0))
        .lock(LockType::Update)
        .one(tx)
        .await?;
    row.map(read).transpose()
}

/// True when a later message about the same appointment was written to the same recipient, and not dropped.
///
/// # Errors
/// [`StoreError`].
pub async fn is_overtaken(tx: &Tx, message: &Message) -> Result<bool, StoreError> {
    let later = message::Entity::find()
        .filter(message::COLUMN.appointment_id.eq(message.appointment.0))
        .filter(message::COLUMN.recipient_id.eq(message.recipient_id))
        .filter(message::COLUMN.revision.gt(message.revision))
        .filter(message::COLUMN.state.ne(Status::Dropped.word()))
        .count(tx)
        .await?;
    Ok(later > 0)
}

/// The messages that failed or are in doubt, oldest first: they wait for somebody.
///
/// # Errors
/// [`StoreError`].
pub async fn stuck(db: &impl ConnectionTrait, territory: TerritoryId) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::COLUMN.territory_id.eq(territory.0))
        .filter(message::COLUMN.state.is_in([Status::Failed.word(), Status::Doubtful.word()]))
        .order_by_asc(message::COLUMN.id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The latest messages of every territory, newest first.
///
/// # Errors
/// [`StoreError`].
pub async fn latest(db: &Db, most: u64) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find().order_by_desc(message::COLUMN.id).limit(most).all(db.read()).await?;
    rows.into_iter().map(read).collect()
}

/// The messages about an appointment, in the order of its changes.
///
/// # Errors
/// [`StoreError`].
pub async fn about(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    appointment: AppointmentId,
) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::COLUMN.territory_id.eq(territory.0))
        .filter(message::COLUMN.appointment_id.eq(appointment.0))
        .order_by_asc(message::COLUMN.revision)
        .order_by_asc(message::COLUMN.id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The appointments that a professional was ever told of.
///
/// # Errors
/// [`StoreError`].
pub async fn invited_to(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    resource: ResourceId,
) -> Result<BTreeSet<AppointmentId>, StoreError> {
    let ids: Vec<Uuid> = message::Entity::find()
        .select_only()
        .column(message::Column::AppointmentId)
        .filter(message::COLUMN.territory_id.eq(territory.0))
        .filter(message::COLUMN.recipient_id.eq(resource.0))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(AppointmentId).collect())
}

/// How many messages there are in all.
///
/// # Errors
/// [`StoreError`].
pub async fn count(db: &Db) -> Result<u64, StoreError> {
    Ok(message::Entity::find().count(db.read()).await?)
}
