//! When a resource is away, entered here.

use sea_orm::entity::prelude::*;

/// When a resource is away, entered here.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "absence")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// Whose.
    pub resource_id: Uuid,
    /// First quantum.
    pub from_quantum: i64,
    /// End quantum.
    pub to_quantum: i64,
    /// The appointment whose invitation was declined, when that is how it is known.
    pub declined_appointment_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
