//! An edit of a value of a beneficiary that still stands.

use domain::ids::{BeneficiaryId, TerritoryId};
use domain::provenance::{EditedBy, StatedField};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// An edit of a value of a beneficiary that still stands.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "value_edit")]
pub struct Model {
    /// Whose value.
    #[sea_orm(primary_key, auto_increment = false)]
    pub beneficiary_id: Id<BeneficiaryId>,
    /// Which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: Word<StatedField>,
    /// Their territory.
    pub territory_id: Id<TerritoryId>,
    /// By whom.
    pub edited_by: Word<EditedBy>,
    /// When, UTC.
    pub edited_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
