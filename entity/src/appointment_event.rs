//! What happened to an appointment.

use domain::appointment_state::EventKind;
use domain::ids::{AppointmentId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// What happened to an appointment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment_event")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The appointment.
    pub appointment_id: Id<AppointmentId>,
    /// When, UTC.
    pub at: DateTimeUtc,
    /// What.
    pub event: Word<EventKind>,
    /// JSON: start, site and team after it; identifiers only.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
}

impl ActiveModelBehavior for ActiveModel {}
