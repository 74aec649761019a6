//! A slot that opened up, until the people who wait have been notified of it.

use sea_orm::entity::prelude::*;

/// A slot that opened up, until the people who wait have been notified of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "waitlist_slot")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// The kind of appointment it was for.
    pub visit_type_id: Uuid,
    /// Where.
    pub site_id: Uuid,
    /// How: onsite, phone, video.
    pub mode: String,
    /// First quantum.
    pub from_quantum: i64,
    /// End quantum.
    pub to_quantum: i64,
    /// The referral that had it, and is not told.
    pub freed_by: Uuid,
    /// How many rounds of notifications were sent.
    pub rounds: i32,
    /// When the next round is due, UTC.
    pub due_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
