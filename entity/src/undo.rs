//! What an appointment was before a change that can still be taken back.

use sea_orm::entity::prelude::*;

/// What an appointment was before a change that can still be taken back.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "undo")]
pub struct Model {
    /// The appointment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub appointment_id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// Its state before.
    pub state: String,
    /// Its team before, as JSON.
    pub team: String,
    /// Until when the change can be taken back, UTC.
    pub ends_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
