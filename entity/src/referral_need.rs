//! Something a person needs to be received well.

use domain::ids::{ReferralId, TerritoryId};
use domain::needs::BeneficiaryNeed;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// Something a person needs to be received well.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral_need")]
pub struct Model {
    /// The referral.
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral_id: Id<ReferralId>,
    /// What is needed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: Word<BeneficiaryNeed>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
}

impl ActiveModelBehavior for ActiveModel {}
