//! From a referral date on, how many days the law gives.

use domain::ids::TerritoryId;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number};

/// From a referral date on, how many days the law gives.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legal_limit")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// First referral date it applies to.
    pub from_day: Date,
    /// Calendar days.
    pub days: Number<u16>,
    /// The text it comes from.
    pub source: String,
}

impl ActiveModelBehavior for ActiveModel {}
