//! Someone or something whose time can be taken.

use domain::agenda::ResourceKind;
use domain::ids::{ResourceId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number, Word};

/// Someone or something whose time can be taken.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<ResourceId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Which of the two.
    pub kind: Word<ResourceKind>,
    /// Grows by one with every change of the agenda.
    pub agenda_revision: i64,
    /// Most appointments a local day.
    pub daily_cap: Option<Number<u16>>,
    /// Most appointments an ISO week.
    pub weekly_cap: Option<Number<u16>>,
}

impl ActiveModelBehavior for ActiveModel {}
