//! Five minutes of one resource: the guard against booking anybody twice.

use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// Five minutes of one resource: the guard against booking anybody twice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reservation")]
pub struct Model {
    /// The resource.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: Id<ResourceId>,
    /// The quantum.
    #[sea_orm(primary_key, auto_increment = false)]
    pub quantum: i64,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Who has it.
    pub appointment_id: Id<AppointmentId>,
    /// For a hold, when it may be taken over, UTC.
    pub expires_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
