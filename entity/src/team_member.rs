//! A resource that an appointment takes.

use domain::ids::{AppointmentId, ResourceId, SiteId, TerritoryId};
use domain::visit::{Role, SeatLocation};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// A resource that an appointment takes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team_member")]
pub struct Model {
    /// The appointment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub appointment_id: Id<AppointmentId>,
    /// The resource.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: Id<ResourceId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The role it fills.
    pub role: Word<Role>,
    /// Where the holder of the seat is.
    pub location: Word<SeatLocation>,
    /// Where it is then; none when it joins from anywhere.
    pub site_id: Option<Id<SiteId>>,
    /// First quantum of the visit.
    pub visit_from: i64,
    /// End quantum of the visit.
    pub visit_to: i64,
    /// First quantum taken, buffers included.
    pub from_quantum: i64,
    /// End quantum taken, buffers included.
    pub to_quantum: i64,
    /// For a hold, when it ends, UTC.
    pub expires_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
