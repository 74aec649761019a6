//! A message written with the change it tells of.

use sea_orm::entity::prelude::*;

/// A message written with the change it tells of.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Identifier; its Message-ID derives from it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// The referral it is about.
    pub referral_id: Uuid,
    /// The appointment it is about, when there is one.
    pub appointment_id: Option<Uuid>,
    /// The appointment's revision it tells of; without one, how often the person was asked.
    pub revision: i32,
    /// What it says.
    pub kind: String,
    /// For a reminder its distance, `2d`; else empty.
    pub reminder_offset: String,
    /// mail, sms.
    pub channel: String,
    /// The professional's resource or the beneficiary.
    pub recipient_id: Uuid,
    /// JSON of what it tells: identifiers, times, sequence; no names.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// planned, sending, sent, delivered, bounced, dropped, failed, doubtful.
    pub state: String,
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
    /// Who took it in charge.
    pub provider: Option<String>,
    /// What they call it.
    pub reference: Option<String>,
    /// How many short messages it was cut into.
    pub segments: Option<i32>,
    /// What it cost, in ten-thousandths of a euro.
    pub cost: Option<i64>,
    /// For an SMS that left, what tells the number it went to from others: a hash, no number.
    pub sent_to: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
