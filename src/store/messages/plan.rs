//! Messages that are planned, in the transaction of the change they tell of, and those that are dropped before they leave.

use chrono::{DateTime, Utc};
use domain::channel::Channel;
use domain::ids::{AppointmentId, BeneficiaryId, MessageId, ReferralId, TerritoryId};
use domain::message::{Earlier, Payload, Status, StillToSay, still_to_say};
use domain::notifications::{DropReason, MessageKind, Recipient};
use domain::reminder_schedule::ReminderOffset;
use entity::column::{Id, Word};
use entity::message;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany};
use uuid::Uuid;

use super::record::{Message, read};
use crate::store::db::Tx;
use crate::store::error::StoreError;

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
    /// The appointment's revision that it announces; without an appointment, how often the beneficiary was asked.
    pub revision: i32,
    /// What it says.
    pub kind: MessageKind,
    /// For a reminder, how long before.
    pub before: Option<ReminderOffset>,
    /// How it leaves.
    pub channel: Channel,
    /// Whom it is for.
    pub recipient: Recipient,
    /// The beneficiary of the referral.
    pub beneficiary: BeneficiaryId,
    /// What it carries.
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

/// A message about a change of an appointment, after those that the same recipient was sent or is to be.
#[derive(Clone, Debug)]
pub struct AfterEarlier {
    /// The message by the same channel that has not left and is replaced.
    pub drops: Option<MessageId>,
    /// What is still to be said; nothing when nothing is.
    pub says: Option<NewMessage>,
}

impl NewMessage {
    /// What is left of this message about a change ([`still_to_say`]); `known` are the messages of its appointment, as
    /// [`lock_about`] gives them.
    #[must_use]
    pub fn after(self, known: &[Message]) -> AfterEarlier {
        let theirs = known
            .iter()
            .filter(|message| message.kind.is_change() && message.recipient_id == self.recipient_id());
        let known: Vec<&Message> = theirs.collect();
        let earlier: Vec<Earlier<'_>> = known
            .iter()
            .map(|message| Earlier {
                kind: message.kind,
                status: message.status,
                revision: message.revision,
                same_channel: message.channel == self.channel,
                payload: &message.facts,
            })
            .collect();
        let StillToSay { drops, says } = still_to_say(self.kind, self.facts.clone(), &earlier);
        AfterEarlier {
            drops: drops.and_then(|at| known.get(at)).map(|message| message.id),
            says: says.map(|(kind, facts)| Self { kind, facts, ..self }),
        }
    }

    /// What tells it from other messages: no two rows have the same.
    fn key(&self) -> (Uuid, i32, MessageKind, Option<ReminderOffset>, Channel, Uuid) {
        let about = self.appointment.map_or(self.referral.0, |appointment| appointment.0);
        (about, self.revision, self.kind, self.before, self.channel, self.recipient_id())
    }

    fn row(&self) -> Result<message::ActiveModel, StoreError> {
        Ok(message::ActiveModel {
            id: Set(Id(self.id)),
            territory_id: Set(Id(self.territory)),
            referral_id: Set(Id(self.referral)),
            appointment_id: Set(self.appointment.map(Id)),
            revision: Set(self.revision),
            kind: Set(Word(self.kind)),
            reminder_offset: Set(Word(self.before)),
            channel: Set(Word(self.channel)),
            recipient_id: Set(self.recipient_id()),
            payload: Set(serde_json::to_string(&self.facts)?),
            state: Set(Word(Status::Planned)),
            priority: Set(self.kind.priority()),
            due_at: Set(self.due_at),
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
        })
    }
}

/// The messages about an appointment, the latest change first, kept from workers until the transaction ends.
///
/// # Errors
/// [`StoreError`].
pub async fn lock_about(tx: &Tx, appointment: AppointmentId) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::COLUMN.appointment_id.eq(Id(appointment)))
        .order_by_desc(message::COLUMN.revision)
        .order_by_desc(message::COLUMN.id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Plans messages; one that was dropped is planned again under its old identifier, one that has left or waits stays as
/// it is: each logical message leaves once at most. One statement for those about appointments, one for the others.
///
/// # Errors
/// [`StoreError`].
pub async fn add(tx: &Tx, new: &[NewMessage]) -> Result<(), StoreError> {
    let mut keys = Vec::with_capacity(new.len());
    let (mut of_appointments, mut of_referrals) = (Vec::new(), Vec::new());
    for message in new {
        // PostgreSQL refuses a statement that has the same row twice; the first of them stays, as in two statements.
        let key = message.key();
        if keys.contains(&key) {
            continue;
        }
        keys.push(key);
        let rows = if message.appointment.is_some() { &mut of_appointments } else { &mut of_referrals };
        rows.push(message.row()?);
    }
    let of_appointment = OnConflict::columns([
        message::Column::AppointmentId,
        message::Column::Revision,
        message::Column::Kind,
        message::Column::ReminderOffset,
        message::Column::Channel,
        message::Column::RecipientId,
    ]);
    let mut of_referral = OnConflict::columns([
        message::Column::ReferralId,
        message::Column::Revision,
        message::Column::Kind,
        message::Column::Channel,
    ]);
    of_referral.target_and_where(Expr::col(message::Column::AppointmentId).is_null());
    for (rows, conflict) in [(of_appointments, of_appointment), (of_referrals, of_referral)] {
        insert_or_plan_again(tx, rows, conflict).await?;
    }
    Ok(())
}

/// Rows in one statement: well under the number of variables that either database allows.
const ROWS_AT_ONCE: usize = 200;

async fn insert_or_plan_again(
    tx: &Tx,
    rows: Vec<message::ActiveModel>,
    mut conflict: OnConflict,
) -> Result<(), StoreError> {
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
        .action_and_where(Expr::col((message::Entity, message::Column::State)).eq(Word(Status::Dropped)));
    for some in rows.chunks(ROWS_AT_ONCE) {
        message::Entity::insert_many(some.to_vec())
            .on_conflict(conflict.clone())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Drops messages that have not left, for another says what they said.
///
/// # Errors
/// [`StoreError`].
pub async fn drop_overtaken(tx: &Tx, ids: &[MessageId], now: DateTime<Utc>) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    dropped(DropReason::Overtaken, now)
        .filter(message::COLUMN.id.is_in(ids.iter().copied().map(Id)))
        .exec(tx)
        .await?;
    Ok(())
}

fn dropped(why: DropReason, now: DateTime<Utc>) -> UpdateMany<message::Entity> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(Status::Dropped)))
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.settled_at, Expr::value(Some(now)))
        .col_expr(message::COLUMN.problem, Expr::value(Some(why.word())))
}

/// Which planned messages of somebody.
#[derive(Clone, Copy, Debug)]
pub enum MessageScope {
    /// Those of an appointment.
    Appointment(AppointmentId),
    /// Those of a referral, those of its appointments included.
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
        MessageScope::Appointment(id) => message::COLUMN.appointment_id.eq(Id(id)),
        MessageScope::Referral(id) => message::COLUMN.referral_id.eq(Id(id)),
    };
    dropped(why, now)
        .filter(whose)
        .filter(message::COLUMN.kind.is_in(kinds.iter().copied().map(Word)))
        .filter(message::COLUMN.state.eq(Word(Status::Planned)))
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
    dropped(DropReason::SaidTogether, now)
        .filter(message::COLUMN.appointment_id.is_in(appointments.iter().copied().map(Id)))
        .filter(message::COLUMN.kind.eq(Word(MessageKind::Reminder)))
        .filter(message::COLUMN.reminder_offset.eq(Word(Some(before))))
        .filter(message::COLUMN.channel.eq(Word(channel)))
        .filter(message::COLUMN.state.eq(Word(Status::Planned)))
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
        .filter(message::COLUMN.appointment_id.eq(Id(appointment)))
        .filter(message::COLUMN.revision.eq(revision))
        .filter(message::COLUMN.state.eq(Word(Status::Planned)))
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
        .filter(message::COLUMN.appointment_id.eq(Id(appointment)))
        .filter(message::COLUMN.revision.eq(revision))
        .filter(message::COLUMN.state.eq(Word(Status::Planned)))
        .exec(tx)
        .await?;
    let left = message::Entity::find()
        .filter(message::COLUMN.appointment_id.eq(Id(appointment)))
        .filter(message::COLUMN.revision.eq(revision))
        .filter(message::COLUMN.state.ne(Word(Status::Dropped)))
        .count(tx)
        .await?;
    Ok(left == 0)
}
