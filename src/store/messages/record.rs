//! A message as it is stored, read back with the reasons for which a row cannot be.

use chrono::{DateTime, Utc};
use domain::channel::Channel;
use domain::ids::{AppointmentId, MessageId, ReferralId, ResourceId, TerritoryId};
use domain::message::{Payload, Status};
use domain::notifications::{MessageKind, Recipient};
use domain::reminder_schedule::ReminderOffset;
use domain::retention::contents_since;
use entity::message;
use uuid::Uuid;

use crate::store::error::StoreError;

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
    /// The beneficiary's or the professional's identifier.
    pub recipient_id: Uuid,
    /// What it tells.
    pub facts: Payload,
    /// Its status.
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
    /// What the provider said of it.
    pub receipt: Option<Receipt>,
    /// For an SMS that was sent, a hash that tells its number from others.
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

/// What a provider says of a message that it accepted.
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

pub(in crate::store) fn read(row: message::Model) -> Result<Message, StoreError> {
    let kind = row.kind.0;
    let recipient = if kind.is_to_professional() {
        Recipient::Professional(ResourceId(row.recipient_id))
    } else {
        Recipient::Beneficiary
    };
    let segments = row.segments.map_or(1, |segments| segments.0);
    let receipt =
        row.provider.map(|provider| Receipt { provider, reference: row.reference, segments, cost: row.cost });
    Ok(Message {
        id: row.id.0,
        territory: row.territory_id.0,
        referral: row.referral_id.0,
        appointment: row.appointment_id.map(|id| id.0),
        revision: row.revision,
        kind,
        before: row.reminder_offset.0,
        channel: row.channel.0,
        recipient,
        recipient_id: row.recipient_id,
        facts: serde_json::from_str(&row.payload)?,
        status: row.state.0,
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
