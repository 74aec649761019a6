//! What happened on the day of an appointment.

use domain::ids::{AppointmentId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// What happened on the day of an appointment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reception")]
pub struct Model {
    /// The appointment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub appointment_id: Id<AppointmentId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// When the person arrived, UTC.
    pub arrived_at: Option<DateTimeUtc>,
    /// When they were called in, UTC.
    pub called_at: Option<DateTimeUtc>,
    /// When they left, UTC.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
