//! A message, written with the change it announces.

use domain::channel::Channel;
use domain::ids::{AppointmentId, MessageId, ReferralId, TerritoryId};
use domain::message::Status;
use domain::notifications::MessageKind;
use domain::reminder_schedule::ReminderOffset;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number, Word};

/// A message, written with the change it announces.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Identifier; its Message-ID derives from it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<MessageId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The referral it is about.
    pub referral_id: Id<ReferralId>,
    /// The appointment it is about, when there is one.
    pub appointment_id: Option<Id<AppointmentId>>,
    /// The appointment's revision that it announces; without an appointment, how often the beneficiary was asked.
    pub revision: i32,
    /// What it says.
    pub kind: Word<MessageKind>,
    /// For a reminder, how long before, `2d`; else the empty word.
    pub reminder_offset: Word<Option<ReminderOffset>>,
    /// Which.
    pub channel: Word<Channel>,
    /// The professional's resource or the beneficiary.
    pub recipient_id: Uuid,
    /// JSON of its content: identifiers, times, sequence; no names.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// Its status.
    pub state: Word<Status>,
    /// Among those that are due, the lower leave first.
    pub priority: i32,
    /// When it may leave, UTC.
    pub due_at: DateTimeUtc,
    /// How often sending was tried.
    pub attempts: i32,
    /// Until when a worker has it, UTC.
    pub claimed_until: Option<DateTimeUtc>,
    /// Since when it waits though it was tried, UTC.
    pub waiting_since: Option<DateTimeUtc>,
    /// When it was sent, dropped or given up, UTC.
    pub settled_at: Option<DateTimeUtc>,
    /// When its delivery, or that it bounced, was reported, UTC.
    pub reported_at: Option<DateTimeUtc>,
    /// Why it was dropped or failed; no addresses.
    pub problem: Option<String>,
    /// The provider that accepted it.
    pub provider: Option<String>,
    /// What they call it.
    pub reference: Option<String>,
    /// How many short messages it was cut into.
    pub segments: Option<Number<u16>>,
    /// What it cost, in ten-thousandths of a euro.
    pub cost: Option<i64>,
    /// For an SMS that was sent, a hash that tells its number from others.
    pub sent_to: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
