//! When a resource is away, entered here.

use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// When a resource is away, entered here.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "absence")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Whose.
    pub resource_id: Id<ResourceId>,
    /// First quantum.
    pub from_quantum: i64,
    /// End quantum.
    pub to_quantum: i64,
    /// The appointment whose invitation was declined, when that is how it is known.
    pub declined_appointment_id: Option<Id<AppointmentId>>,
}

impl ActiveModelBehavior for ActiveModel {}
