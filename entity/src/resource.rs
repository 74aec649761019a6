//! Someone or something whose time can be taken.

use sea_orm::entity::prelude::*;

/// Someone or something whose time can be taken.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// professional or room.
    pub kind: String,
    /// Grows by one with every change of the agenda.
    pub agenda_revision: i64,
    /// Most appointments a local day.
    pub daily_cap: Option<i32>,
    /// Most appointments an ISO week.
    pub weekly_cap: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
