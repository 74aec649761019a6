//! What happened to an appointment.

use sea_orm::entity::prelude::*;

/// What happened to an appointment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment_event")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// The appointment.
    pub appointment_id: Uuid,
    /// When, UTC.
    pub at: DateTimeUtc,
    /// What.
    pub event: String,
    /// JSON: start, site and team after it; identifiers only.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
}

impl ActiveModelBehavior for ActiveModel {}
