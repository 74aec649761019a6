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
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::outcome::settle;
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

/// Plans a message about a change of an appointment, and drops one to the same recipient by the same channel that has
/// not left and is replaced by it ([`still_to_say`]).
///
/// # Errors
/// [`StoreError`].
pub async fn write(tx: &Tx, new: NewMessage, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Some(about) = new.appointment else { return put(tx, &new).await };
    let known: Vec<Message> = message::Entity::find()
        .filter(message::COLUMN.appointment_id.eq(Id(about)))
        .filter(message::COLUMN.recipient_id.eq(new.recipient_id()))
        .order_by_desc(message::COLUMN.revision)
        .lock(LockType::Update)
        .all(tx)
        .await?
        .into_iter()
        .map(read)
        .filter(|message| message.as_ref().map_or(true, |message| message.kind.is_change()))
        .collect::<Result<_, _>>()?;
    let earlier: Vec<Earlier<'_>> = known
        .iter()
        .map(|message| Earlier {
            kind: message.kind,
            status: message.status,
            revision: message.revision,
            same_channel: message.channel == new.channel,
            payload: &message.facts,
        })
        .collect();
    let StillToSay { drops, says } = still_to_say(new.kind, new.facts.clone(), &earlier);
    if let Some(unsaid) = drops.and_then(|at| known.get(at)) {
        settle(tx, unsaid.id, Status::Dropped, Some(DropReason::Overtaken.word()), now).await?;
    }
    let Some((kind, facts)) = says else { return Ok(()) };
    put(tx, &NewMessage { kind, facts, ..new }).await
}

/// Plans a message; one that was dropped is planned again under its old identifier, one that has left or waits stays as
/// it is: each logical message leaves once at most.
///
/// # Errors
/// [`StoreError`].
pub async fn put(tx: &Tx, new: &NewMessage) -> Result<(), StoreError> {
    let row = message::ActiveModel {
        id: Set(Id(new.id)),
        territory_id: Set(Id(new.territory)),
        referral_id: Set(Id(new.referral)),
        appointment_id: Set(new.appointment.map(Id)),
        revision: Set(new.revision),
        kind: Set(Word(new.kind)),
        reminder_offset: Set(Word(new.before)),
        channel: Set(Word(new.channel)),
        recipient_id: Set(new.recipient_id()),
        payload: Set(serde_json::to_string(&new.facts)?),
        state: Set(Word(Status::Planned)),
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
        .action_and_where(Expr::col((message::Entity, message::Column::State)).eq(Word(Status::Dropped)));
    message::Entity::insert_many([row]).on_conflict(conflict).exec_without_returning(tx).await?;
    Ok(())
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
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(Status::Dropped)))
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.settled_at, Expr::value(Some(now)))
        .col_expr(message::COLUMN.problem, Expr::value(Some(why.word())))
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
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(Status::Dropped)))
        .col_expr(message::COLUMN.waiting_since, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(message::COLUMN.settled_at, Expr::value(Some(now)))
        .col_expr(message::COLUMN.problem, Expr::value(Some(DropReason::SaidTogether.word())))
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
