//! One line of what a visit type takes.

use domain::ids::{TerritoryId, VisitTypeId};
use domain::visit::{Modes, Role, SeatLocation};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number, Word, Words};

/// One line of what a visit type takes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_type_role")]
pub struct Model {
    /// The visit type.
    #[sea_orm(primary_key, auto_increment = false)]
    pub visit_type_id: Id<VisitTypeId>,
    /// The role.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: Word<Role>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// How many.
    pub count: Number<u8>,
    /// The modes in which it is needed.
    pub modes: Words<Modes>,
    /// Where the holder of the seat is.
    pub location: Word<SeatLocation>,
    /// Order.
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
