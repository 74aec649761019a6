//! A value of a source that differs from an edit, and that somebody has to check.

use domain::ids::{BeneficiaryId, ReferralId, TerritoryId};
use domain::provenance::StatedField;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// A value of a source that differs from an edit, and that somebody has to check.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "value_check")]
pub struct Model {
    /// Whose value.
    #[sea_orm(primary_key, auto_increment = false)]
    pub beneficiary_id: Id<BeneficiaryId>,
    /// Which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: Word<StatedField>,
    /// The list or partner system.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// Their territory.
    pub territory_id: Id<TerritoryId>,
    /// The referral of which it was said.
    pub referral_id: Id<ReferralId>,
    /// What the source says.
    pub stated: String,
    /// The day as of which it speaks, if it said so.
    pub as_of: Option<Date>,
    /// When it was read, UTC.
    pub stated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
