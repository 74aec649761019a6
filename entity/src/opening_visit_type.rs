//! A visit type an opening is kept for.

use domain::ids::{OpeningId, TerritoryId, VisitTypeId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// A visit type an opening is kept for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opening_visit_type")]
pub struct Model {
    /// The opening.
    #[sea_orm(primary_key, auto_increment = false)]
    pub opening_id: Id<OpeningId>,
    /// The visit type.
    #[sea_orm(primary_key, auto_increment = false)]
    pub visit_type_id: Id<VisitTypeId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
}

impl ActiveModelBehavior for ActiveModel {}
