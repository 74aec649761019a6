//! Messages: written with the change they tell of, sent by a worker.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::channel::Channel;
use domain::ids::{AppointmentId, BeneficiaryId, MessageId, ReferralId, ResourceId, TerritoryId};
use domain::notifications;
use domain::notifications::{DropReason, MessageKind, Recipient};
use domain::reminder_schedule::ReminderOffset;
use domain::retention::contents_since;
use domain::time::Quantum;
use entity::message;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query};
use sea_orm::{
    Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::db::{self, Db, Tx};
use super::error::StoreError;

/// How long a worker may keep a message before another may ask what became of it: longer than the longest session
/// with a relay, which may take ten minutes to answer the last dot (RFC 5321 section 4.5.3.2.6).
const LEASE: Duration = Duration::minutes(15);

/// What a message tells: identifiers and times only, so that names stay where they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
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
    /// The day by which somebody is called, local date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_by: Option<NaiveDate>,
    /// The kind of appointment that a place which became free is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_type: Option<Uuid>,
}

impl Payload {
    /// Nothing: for an invitation to choose, and for a message whose content was forgotten.
    #[must_use]
    pub fn none() -> Self {
        Self {
            start: 0,
            end: 0,
            site: Uuid::nil(),
            mode: String::new(),
            sequence: 0,
            previous_start: None,
            team: Vec::new(),
            call_by: None,
            visit_type: None,
        }
    }

    /// What a message of `kind` says to somebody who was `told` something before: what is taken back is what they
    /// know; what moved, moved from there. `None` when there is nothing to say: nothing to take back, or a move
    /// that led the person back to where they were. Whom no message told of an appointment that the service calls off
    /// knows of it all the same, from a screen, the desk or the telephone.
    fn since(self, kind: MessageKind, told: Option<&Self>) -> Option<Self> {
        if !kind.is_change() {
            return Some(self);
        }
        if kind == MessageKind::CalledOff && told.is_none() {
            return Some(self);
        }
        if kind.retracts() {
            return told.map(|told| Self { sequence: self.sequence, previous_start: None, ..told.clone() });
        }
        let same = |told: &Self| told.start == self.start && told.site == self.site && told.mode == self.mode;
        if kind == MessageKind::Moved && told.is_some_and(same) {
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
    /// It arrived, says whoever carried it.
    Delivered,
    /// It left and came back.
    Bounced,
    /// It will not leave: it is no longer true, or another says more.
    Dropped,
    /// It could not be sent.
    Failed,
    /// It may have left: the worker was lost while sending.
    Doubtful,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::Sending,
        Self::Sent,
        Self::Delivered,
        Self::Bounced,
        Self::Dropped,
        Self::Failed,
        Self::Doubtful,
    ];
    /// Those in which only a person can say what is to become of it.
    pub const STUCK: [Self; 3] = [Self::Failed, Self::Doubtful, Self::Bounced];

    /// True when only a person can say what is to become of it.
    #[must_use]
    pub fn is_stuck(self) -> bool {
        Self::STUCK.contains(&self)
    }

    /// True when the recipient has read it, or may have.
    #[must_use]
    pub const fn is_told(self) -> bool {
        matches!(self, Self::Sent | Self::Delivered | Self::Sending | Self::Doubtful)
    }

    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
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
    /// The referral it is about.
    pub referral: ReferralId,
    /// The appointment it is about; none for an invitation to choose one.
    pub appointment: Option<AppointmentId>,
    /// The appointment's revision it tells of; without one, how often the person was asked.
    pub revision: i32,
    /// What it says.
    pub kind: MessageKind,
    /// For a reminder, how long before.
    pub before: Option<ReminderOffset>,
    /// How it leaves.
    pub channel: Channel,
    /// Whom it is for.
    pub recipient: Recipient,
    /// The beneficiary's or the professional's identifier.
    pub recipient_id: Uuid,
    /// What it tells.
    pub facts: Payload,
    /// Where it stands.
    pub status: Status,
    /// When it may leave.
    pub due_at: DateTime<Utc>,
    /// How often sending was tried.
    pub attempts: i32,
    /// Since when it waits though it was tried.
    pub waiting_since: Option<DateTime<Utc>>,
    /// When it was sent, dropped or given up.
    pub settled_at: Option<DateTime<Utc>>,
    /// When its delivery, or that it bounced, was reported.
    pub reported_at: Option<DateTime<Utc>>,
    /// Why it was dropped or failed.
    pub problem: Option<String>,
    /// What the one who took it in charge said of it.
    pub receipt: Option<Receipt>,
    /// For an SMS that left, what tells the number it went to from others.
    pub sent_to: Option<String>,
}

impl Message {
    /// True when nobody knows any more what it said: its time was over at `now`, or it was forgotten already.
    #[must_use]
    pub fn is_forgotten(&self, now: DateTime<Utc>) -> bool {
        let is_old = || self.settled_at.is_some_and(|at| at < contents_since(now));
        match self.appointment {
            Some(_) => self.facts == Payload::none(),
            None => is_old(),
        }
    }
}

/// What the one who took a message in charge says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Who: a word of the settings.
    pub provider: String,
    /// What they call it, when they give it a name.
    pub reference: Option<String>,
    /// How many short messages it was cut into.
    pub segments: u16,
    /// What it cost, in ten-thousandths of a euro, when that is known.
    pub cost: Option<i64>,
}

pub(super) fn read(row: message::Model) -> Result<Message, StoreError> {
    let corrupt =
        |found: &str, wanted| StoreError::Corrupt { table: "message", found: found.to_owned(), wanted };
    let kind = MessageKind::from_word(&row.kind).ok_or_else(|| corrupt(&row.kind, "a kind of message"))?;
    let status = Status::ALL.into_iter().find(|status| status.word() == row.state);
    let recipient = if kind.is_to_professional() {
        Recipient::Professional(ResourceId(row.recipient_id))
    } else {
        Recipient::Beneficiary
    };
    let before = match row.reminder_offset.as_str() {
        "" => None,
        step => Some(ReminderOffset::parse(step).ok_or_else(|| corrupt(step, "a distance"))?),
    };
    let receipt = row.provider.map(|provider| Receipt {
        provider,
        reference: row.reference,
        segments: row.segments.and_then(|segments| u16::try_from(segments).ok()).unwrap_or(1),
        cost: row.cost,
    });
    Ok(Message {
        id: MessageId(row.id),
        territory: TerritoryId(row.territory_id),
        referral: ReferralId(row.referral_id),
        appointment: row.appointment_id.map(AppointmentId),
        revision: row.revision,
        kind,
        before,
        channel: Channel::from_word(&row.channel).ok_or_else(|| corrupt(&row.channel, "mail or sms"))?,
        recipient,
        recipient_id: row.recipient_id,
        facts: serde_json::from_str(&row.payload)?,
        status: status.ok_or_else(|| corrupt(&row.state, "a status"))?,
        due_at: row.due_at,
        attempts: row.attempts,
        waiting_since: row.waiting_since,
        settled_at: row.settled_at,
        reported_at: row.reported_at,
        problem: row.problem,
        receipt,
        sent_to: row.sent_to,
    })
}

/// A message to be written.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Identifier.
    pub id: MessageId,
    /// Its territory.
    pub territory: TerritoryId,
    /// The referral it is about.
    pub referral: ReferralId,
    /// The appointment it is about; none for an invitation to choose one.
    pub appointment: Option<AppointmentId>,
    /// The appointment's revision it tells of; without one, how often the person was asked.
    pub revision: i32,
    /// What it says.
    pub kind: MessageKind,
    /// For a reminder, how long before.
    pub before: Option<ReminderOffset>,
    /// How it leaves.
    pub channel: Channel,
    /// Whom it is for.
    pub recipient: Recipient,
    /// The person, when it is for the beneficiary.
    pub beneficiary: BeneficiaryId,
    /// What it tells.
    pub facts: Payload,
    /// When it may leave.
    pub due_at: DateTime<Utc>,
}

impl NewMessage {
    fn recipient_id(&self) -> Uuid {
        match self.recipient {
            Recipient::Beneficiary => self.beneficiary.0,
            Recipient::Professional(resource) => resource.0,
        }
    }
}

/// Writes news of an appointment, having dropped what the same recipient was to be told of it by the same channel and
/// has not been yet ([`notifications::merge`]): what was never said need not be taken back. What it says of the time before is
/// what the recipient was told last, by whatever channel, whatever happened in between.
///
/// # Errors
/// [`StoreError`].
pub async fn write(tx: &Tx, new: NewMessage, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Some(about) = new.appointment else { return put(tx, &new).await };
    let known: Vec<Message> = message::Entity::find()
        .filter(message::COLUMN.appointment_id.eq(about.0))
        .filter(message::COLUMN.recipient_id.eq(new.recipient_id()))
        .order_by_desc(message::COLUMN.revision)
        .lock(LockType::Update)
        .all(tx)
        .await?
        .into_iter()
        .map(read)
        .filter(|message| message.as_ref().map_or(true, |message| message.kind.is_change()))
        .collect::<Result<_, _>>()?;
    let told = known.iter().find(|message| message.status.is_told());
    let mut kind = Some(new.kind);
    let unsaid = |message: &&Message| message.status == Status::Planned && message.channel == new.channel;
    if let Some(unsaid) = known.iter().find(unsaid) {
        // What one channel has not said yet, another may have.
        if told.is_none_or(|told| told.revision < unsaid.revision) {
            kind = notifications::merge(unsaid.kind, new.kind);
        }
        settle(tx, unsaid.id, Status::Dropped, Some(DropReason::Overtaken.word()), now).await?;
    }
    let told = told.map(|message| message.facts.clone());
    let Some((kind, facts)) =
        kind.and_then(|kind| Some((kind, new.facts.clone().since(kind, told.as_ref())?)))
    else {
        return Ok(());
    };
    put(tx, &NewMessage { kind, facts, ..new }).await
}

/// Plans a message; one that was dropped is planned again under its old identifier, one that has left or waits stays as
/// it is: each logical message leaves once at most.
///
/// # Errors
/// [`StoreError`].
pub async fn put(tx: &Tx, new: &NewMessage) -> Result<(), StoreError> {
    let row = message::ActiveModel {
        id: Set(new.id.0),
        territory_id: Set(new.territory.0),
        referral_id: Set(new.referral.0),
        appointment_id: Set(new.appointment.map(|appointment| appointment.0)),
        revision: Set(new.revision),
        kind: Set(new.kind.word().to_owned()),
        reminder_offset: Set(new.before.map(|before| before.to_string()).unwrap_or_default()),
        channel: Set(new.channel.word().to_owned()),
        recipient_id: Set(new.recipient_id()),
        payload: Set(serde_json::to_string(&new.facts)?),
        state: Set(Status::Planned.word().to_owned()),
        priority: Set(new.kind.priority()),
        due_at: Set(new.due_at),
        attempts: Set(0),
        claimed_until: Set(None),
        waiting_since: Set(None),
        settled_at: Set(None),
        reported_at: Set(None),
        problem: Set(None),
        provider: Set(None),
        reference: Set(None),
        segments: Set(None),
        cost: Set(None),
        sent_to: Set(None),
    };
    let mut conflict = if new.appointment.is_some() {
        OnConflict::columns([
            message::Column::AppointmentId,
            message::Column::Revision,
            message::Column::Kind,
            message::Column::ReminderOffset,
            message::Column::Channel,
            message::Column::RecipientId,
        ])
    } else {
        let mut conflict = OnConflict::columns([
            message::Column::ReferralId,
            message::Column::Revision,
            message::Column::Kind,
            message::Column::Channel,
        ]);
        conflict.target_and_where(Expr::col(message::Column::AppointmentId).is_null());
        conflict
    };
    conflict
        .update_columns([
            message::Column::State,
            message::Column::DueAt,
            message::Column::Payload,
            message::Column::Attempts,
            message::Column::WaitingSince,
            message::Column::SettledAt,
            message::Column::Problem,
        ])
        .action_and_where(Expr::col((message::Entity, message::Column::State)).eq(Status::Dropped.word()));
    message::Entity::insert_many([row]).on_conflict(conflict).exec_without_returning(tx).await?;
    Ok(())
}

/// Which planned messages of somebody.
#[derive(Clone, Copy, Debug)]
pub enum MessageScope {
    /// MessageScope an appointment.
    Appointment(AppointmentId),
    /// MessageScope a referral, those of its appointments included.
    Referral(ReferralId),
}

/// Drops the messages of these kinds that are planned and have not left; `why` is written down.
///
/// # Errors
/// [`StoreError`].
pub async fn drop_planned(
    tx: &Tx,
    of: MessageScope,
    kinds: &[MessageKind],
    why: DropReason,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let whose = match of {
        MessageScope::Appointment(id) => message::COLUMN.appointment_id.eq(id.0),
        MessageScope::Referral(id) => message::COLUMN.referral_id.eq(id.0),
    };
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Status::Dropped.word()))
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.settled_at, Expr::value(Some(now)))
        .col_expr(message::COLUMN.problem, Expr::value(Some(why.word())))
        .filter(whose)
        .filter(message::COLUMN.kind.is_in(kinds.iter().map(|kind| kind.word())))
        .filter(message::COLUMN.state.eq(Status::Planned.word()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Drops the planned reminders by `channel` and of the same distance about these appointments: one that is about to
/// leave tells of them too.
///
/// # Errors
/// [`StoreError`].
pub async fn say_together(
    tx: &Tx,
    appointments: &[AppointmentId],
    before: ReminderOffset,
    channel: Channel,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Status::Dropped.word()))
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.settled_at, Expr::value(Some(now)))
        .col_expr(message::COLUMN.problem, Expr::value(Some(DropReason::SaidTogether.word())))
        .filter(message::COLUMN.appointment_id.is_in(appointments.iter().map(|id| id.0)))
        .filter(message::COLUMN.kind.eq(MessageKind::Reminder.word()))
        .filter(message::COLUMN.reminder_offset.eq(before.to_string()))
        .filter(message::COLUMN.channel.eq(channel.word()))
        .filter(message::COLUMN.state.eq(Status::Planned.word()))
        .exec(tx)
        .await?;
    Ok(())
}

/// The distances from which the person was reminded, or may have been, of that start of an appointment.
///
/// # Errors
/// [`StoreError`].
pub async fn reminded(
    tx: &Tx,
    about: AppointmentId,
    start: Quantum,
) -> Result<BTreeSet<ReminderOffset>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::COLUMN.appointment_id.eq(about.0))
        .filter(message::COLUMN.kind.eq(MessageKind::Reminder.word()))
        .all(tx)
        .await?;
    let known: Vec<Message> = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    let told = known.into_iter().filter(|message| message.status.is_told() && message.facts.start == start.0);
    Ok(told.filter_map(|message| message.before).collect())
}

/// The referrals of a territory whose person was ever asked to choose an appointment.
///
/// # Errors
/// [`StoreError`].
pub async fn asked(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
) -> Result<BTreeSet<ReferralId>, StoreError> {
    let ids: Vec<Uuid> = message::Entity::find()
        .select_only()
        .column(message::Column::ReferralId)
        .filter(message::COLUMN.territory_id.eq(territory.0))
        .filter(message::COLUMN.kind.eq(MessageKind::Choose.word()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(ReferralId).collect())
}

/// How often the person of a referral was asked to choose an appointment.
///
/// # Errors
/// [`StoreError`].
pub async fn times_asked(tx: &Tx, referral: ReferralId) -> Result<i32, StoreError> {
    last_revision(tx, referral, Condition::all().add(message::COLUMN.kind.eq(MessageKind::Choose.word())))
        .await
}

/// How often the person of a referral was told something of that kind by a channel, or is to be, when no appointment of
/// theirs is meant; what was dropped counts too.
///
/// # Errors
/// [`StoreError`].
pub async fn times_told(
    tx: &Tx,
    referral: ReferralId,
    kind: MessageKind,
    channel: Channel,
) -> Result<i32, StoreError> {
    let such = Condition::all()
        .add(message::COLUMN.appointment_id.is_null())
        .add(message::COLUMN.kind.eq(kind.word()))
        .add(message::COLUMN.channel.eq(channel.word()));
    last_revision(tx, referral, such).await
}

/// The highest revision among the messages of a referral that are `such`; 0 without any.
async fn last_revision(tx: &Tx, referral: ReferralId, such: Condition) -> Result<i32, StoreError> {
    let last: Option<i32> = message::Entity::find()
        .select_only()
        .column(message::Column::Revision)
        .filter(message::COLUMN.referral_id.eq(referral.0))
        .filter(such)
        .order_by_desc(message::COLUMN.revision)
        .limit(1)
        .into_tuple()
        .one(tx)
        .await?;
    Ok(last.unwrap_or(0))
}

/// Takes up to `most` due messages of a channel for this worker, by their turns, the oldest first. A message waits while an earlier
/// one to the same recipient about the same appointment is on its way there, so that nobody reads the second before the
/// first.
/// Several replicas share the work (SKIP LOCKED on PostgreSQL; one writer on SQLite).
///
/// # Errors
/// [`StoreError`].
pub async fn claim(
    tx: &Tx,
    kind: db::DatabaseKind,
    channel: Channel,
    most: u64,
    now: DateTime<Utc>,
) -> Result<Vec<Message>, StoreError> {
    let mut rows: Vec<message::Model> = Vec::new();
    // A turn at a time: so each is read from where it begins in the index, however many are due.
    for turn in MessageKind::PRIORITIES {
        let left = most.saturating_sub(rows.len() as u64);
        if left > 0 {
            rows.extend(due(kind, channel, turn, left, now).all(tx).await?);
        }
    }
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

/// The messages of a channel and a turn that may leave, `most` at most, the first first; locked as long as the transaction.
fn due(
    kind: db::DatabaseKind,
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
        .and_where(of_earlier(message::Column::State).is_in([Status::Planned.word(), Status::Sending.word()]))
        // Answers are turns of a talk, and wait for nobody.
        .and_where(own(message::Column::Kind).is_not_in(MessageKind::ANSWERS.map(MessageKind::word)))
        .and_where(of_earlier(message::Column::Kind).is_not_in(MessageKind::ANSWERS.map(MessageKind::word)))
        .take();
    let mut due = message::Entity::find()
        .filter(message::COLUMN.channel.eq(channel.word()))
        .filter(message::COLUMN.state.eq(Status::Planned.word()))
        .filter(message::COLUMN.priority.eq(turn))
        .filter(message::COLUMN.due_at.lte(now))
        .filter(Expr::exists(before_it).not())
        .order_by_asc(message::COLUMN.due_at)
        .order_by_asc(message::COLUMN.id)
        .limit(most);
    if kind == db::DatabaseKind::Postgres {
        due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    due
}

/// Ends what a lost worker left: a message it had for longer than its lease may have left, so it is marked
/// doubtful, or planned again when sending twice does no harm. Returns how many.
///
/// # Errors
/// [`StoreError`].
pub async fn reap(tx: &Tx, channel: Channel, to: Status, now: DateTime<Utc>) -> Result<u64, StoreError> {
    // What is in doubt is forgotten in its time as everything else that is settled.
    let settled_at = (to != Status::Planned).then_some(now);
    let result = message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(to.word()))
        .col_expr(message::COLUMN.settled_at, Expr::value(settled_at))
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(message::COLUMN.channel.eq(channel.word()))
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
        .col_expr(message::COLUMN.state, Expr::value(status.word()))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.settled_at, Expr::value(Some(now)))
        .col_expr(message::COLUMN.problem, Expr::value(problem.map(str::to_owned)))
        .filter(message::COLUMN.id.eq(id.0))
}

/// Writes down that a message was taken in charge, what was said of it, and for an SMS what tells the number it went to
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
        .col_expr(message::COLUMN.segments, Expr::value(Some(i32::from(receipt.segments))))
        .col_expr(message::COLUMN.cost, Expr::value(receipt.cost))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes down what tells the number that a message went to from others.
///
/// # Errors
/// [`StoreError`].
pub async fn note_sent_to(tx: &Tx, id: MessageId, sent_to: &str) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.sent_to, Expr::value(Some(sent_to)))
        .filter(message::COLUMN.id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes down what was reported of a message that left: that it arrived, or came back. A report that comes twice, or
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
        .col_expr(message::COLUMN.state, Expr::value(status.word()))
        .col_expr(message::COLUMN.reported_at, Expr::value(Some(now)))
        .col_expr(message::COLUMN.problem, Expr::value(problem.map(str::to_owned)))
        .filter(message::COLUMN.id.eq(id.0))
        .filter(message::COLUMN.state.is_in([Status::Sent.word(), Status::Doubtful.word()]))
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// The message, of any territory.
///
/// # Errors
/// [`StoreError`].
pub async fn get(db: &impl ConnectionTrait, id: MessageId) -> Result<Option<Message>, StoreError> {
    message::Entity::find_by_id(id.0).one(db).await?.map(read).transpose()
}

/// The message that a provider calls `reference`, of any territory.
///
/// # Errors
/// [`StoreError`].
pub async fn by_reference(
    db: &impl ConnectionTrait,
    provider: &str,
    reference: &str,
) -> Result<Option<Message>, StoreError> {
    let row = message::Entity::find()
        .filter(message::COLUMN.reference.eq(Some(reference)))
        .filter(message::COLUMN.provider.eq(Some(provider)))
        .order_by_desc(message::COLUMN.settled_at)
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// Lets a message that was claimed wait until `due_at`: nothing was tried.
///
/// # Errors
/// [`StoreError`].
pub async fn put_off(tx: &Tx, id: MessageId, due_at: DateTime<Utc>) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Status::Planned.word()))
        .col_expr(message::COLUMN.claimed_until, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.due_at, Expr::value(due_at))
        .col_expr(message::COLUMN.attempts, Expr::col(message::Column::Attempts).sub(1))
        .filter(message::COLUMN.id.eq(id.0))
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
        .filter(message::COLUMN.id.eq(id.0))
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
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.settled_at, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.reported_at, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.problem, Expr::value(Option::<String>::None))
        .filter(message::COLUMN.id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps what was written of that revision from leaving before `due_at`.
///
/// # Errors
/// [`StoreError`].
pub async fn hold_back(
    tx: &Tx,
    appointment: AppointmentId,
    revision: i32,
    due_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.due_at, Expr::value(due_at))
        .filter(message::COLUMN.appointment_id.eq(appointment.0))
        .filter(message::COLUMN.revision.eq(revision))
        .filter(message::COLUMN.state.eq(Status::Planned.word()))
        .filter(message::COLUMN.due_at.lt(due_at))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes away what of that revision was held back until `since`: it is as if it had never been written. False when
/// some of the revision has left already.
///
/// # Errors
/// [`StoreError`].
pub async fn take_back(
    tx: &Tx,
    appointment: AppointmentId,
    revision: i32,
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    message::Entity::delete_many()
        .filter(message::COLUMN.due_at.gte(since))
        .filter(message::COLUMN.appointment_id.eq(appointment.0))
        .filter(message::COLUMN.revision.eq(revision))
        .filter(message::COLUMN.state.eq(Status::Planned.word()))
        .exec(tx)
        .await?;
    let left = message::Entity::find()
        .filter(message::COLUMN.appointment_id.eq(appointment.0))
        .filter(message::COLUMN.revision.eq(revision))
        .filter(message::COLUMN.state.ne(Status::Dropped.word()))
        .count(tx)
        .await?;
    Ok(left == 0)
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

/// True when later news of the same appointment was written to the same recipient by the same channel, and not dropped.
///
/// # Errors
/// [`StoreError`].
pub async fn is_overtaken(tx: &Tx, message: &Message) -> Result<bool, StoreError> {
    let of_same = match message.appointment {
        Some(id) => Condition::all().add(message::COLUMN.appointment_id.eq(id.0)),
        // Each place that became free is news of its own.
        None if message.kind == MessageKind::PlaceFreed => return Ok(false),
        None => Condition::all()
            .add(message::COLUMN.appointment_id.is_null())
            .add(message::COLUMN.kind.is_in([MessageKind::Choose.word(), MessageKind::Chase.word()]))
            .add(message::COLUMN.referral_id.eq(message.referral.0)),
    };
    let later = message::Entity::find()
        .filter(of_same)
        .filter(message::COLUMN.recipient_id.eq(message.recipient_id))
        .filter(message::COLUMN.channel.eq(message.channel.word()))
        .filter(message::COLUMN.revision.gt(message.revision))
        .filter(message::COLUMN.state.ne(Status::Dropped.word()))
        .count(tx)
        .await?;
    Ok(later > 0)
}

/// The messages that failed, came back or are in doubt, oldest first: they wait for somebody.
///
/// # Errors
/// [`StoreError`].
pub async fn stuck(db: &impl ConnectionTrait, territory: TerritoryId) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::COLUMN.territory_id.eq(territory.0))
        .filter(message::COLUMN.state.is_in(Status::STUCK.map(Status::word)))
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
    let ids: Vec<Option<Uuid>> = message::Entity::find()
        .select_only()
        .column(message::Column::AppointmentId)
        .filter(message::COLUMN.territory_id.eq(territory.0))
        .filter(message::COLUMN.recipient_id.eq(resource.0))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().flatten().map(AppointmentId).collect())
}

/// The professionals who were ever told of an appointment, of whatever territory.
///
/// # Errors
/// [`StoreError`].
pub async fn professionals_told(
    db: &impl ConnectionTrait,
    about: AppointmentId,
) -> Result<BTreeSet<(TerritoryId, ResourceId)>, StoreError> {
    let kinds = MessageKind::ALL.into_iter().filter(|kind| kind.is_to_professional());
    let rows: Vec<(Uuid, Uuid)> = message::Entity::find()
        .select_only()
        .column(message::Column::TerritoryId)
        .column(message::Column::RecipientId)
        .filter(message::COLUMN.appointment_id.eq(about.0))
        .filter(message::COLUMN.kind.is_in(kinds.map(MessageKind::word)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(territory, resource)| (TerritoryId(territory), ResourceId(resource))).collect())
}

/// The SEQUENCE of the newest invitation that a professional was sent to an appointment; `None` when they were never
/// invited, or what was sent last takes it back.
///
/// # Errors
/// [`StoreError`].
pub async fn last_invitation(
    tx: &Tx,
    territory: TerritoryId,
    appointment: AppointmentId,
    of: ResourceId,
) -> Result<Option<i32>, StoreError> {
    let theirs = about(tx, territory, appointment).await?.into_iter();
    let told = theirs.filter(|message| {
        message.recipient_id == of.0 && message.kind.is_change() && message.status.is_told()
    });
    let newest = told.max_by_key(|message| message.revision);
    Ok(newest.filter(|newest| !newest.kind.retracts()).map(|newest| newest.facts.sequence))
}

/// How many messages there are in all.
///
/// # Errors
/// [`StoreError`].
pub async fn count(db: &Db) -> Result<u64, StoreError> {
    Ok(message::Entity::find().count(db.read()).await?)
}
