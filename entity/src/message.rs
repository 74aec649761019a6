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
    /// What it is about.
    pub appointment_id: Uuid,
    /// The appointment's revision it tells of.
    pub revision: i32,
    /// What it says.
    pub kind: String,
    /// mail.
    pub channel: String,
    /// The professional's resource or the beneficiary.
    pub recipient_id: Uuid,
    /// JSON of what it tells: identifiers, times, sequence; no names.
    #[sea_orm(column_type = "Text")]
    pub facts: String,
    /// planned, sent, dropped, failed, doubtful.
    pub state: String,
    /// When it may leave, UTC.
    pub due_at: DateTimeUtc,
    /// How often sending was tried.
    pub attempts: i32,
    /// Until when a worker has it, UTC.
    pub claimed_until: Option<DateTimeUtc>,
    /// When it was sent, dropped or given up, UTC.
    pub settled_at: Option<DateTimeUtc>,
    /// Why it was dropped or failed; no addresses.
    pub problem: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
