//! A held or booked appointment.

use sea_orm::entity::prelude::*;

/// A held or booked appointment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// The referral it serves.
    pub referral_id: Uuid,
    /// Its kind.
    pub visit_type_id: Uuid,
    /// Where.
    pub site_id: Uuid,
    /// How the person is received.
    pub mode: String,
    /// First quantum of the visit.
    pub from_quantum: i64,
    /// End quantum of the visit.
    pub to_quantum: i64,
    /// Its state.
    pub state: String,
    /// Grows by one with every change that people are notified of.
    pub revision: i32,
    /// For a hold, when it ends, UTC.
    pub hold_ends_at: Option<DateTimeUtc>,
    /// Who called it off.
    pub cancelled_by: Option<String>,
    /// Why.
    pub cancel_reason: Option<String>,
    /// When it was first held or booked, UTC.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
