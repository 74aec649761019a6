//! One thing that a person is found by.

use domain::ids::{BeneficiaryId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// One thing that a person is found by.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "beneficiary_term")]
pub struct Model {
    /// Its territory.
    #[sea_orm(primary_key, auto_increment = false)]
    pub territory_id: Id<TerritoryId>,
    /// The folded text: `domain::beneficiary_search`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub term: String,
    /// Who is found.
    #[sea_orm(primary_key, auto_increment = false)]
    pub beneficiary_id: Id<BeneficiaryId>,
}

impl ActiveModelBehavior for ActiveModel {}
