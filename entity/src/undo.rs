//! What an appointment was before a change that can still be taken back.

use domain::appointment_state::State;
use domain::ids::{AppointmentId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// What an appointment was before a change that can still be taken back.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "undo")]
pub struct Model {
    /// The appointment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub appointment_id: Id<AppointmentId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Its state before.
    pub state: Word<State>,
    /// Its team before, as JSON.
    pub team: String,
    /// Until when the change can be taken back, UTC.
    pub ends_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
