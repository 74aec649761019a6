//! Five minutes of one resource: the guard against booking anybody twice.

use sea_orm::entity::prelude::*;

/// Five minutes of one resource: the guard against booking anybody twice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reservation")]
pub struct Model {
    /// The resource.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: Uuid,
    /// The quantum.
    #[sea_orm(primary_key, auto_increment = false)]
    pub quantum: i64,
    /// Its territory.
    pub territory_id: Uuid,
    /// Who has it.
    pub appointment_id: Uuid,
    /// For a hold, when it may be taken over, UTC.
    pub expires_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
