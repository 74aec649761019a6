//! What a source said last of a referral and its beneficiary.

use domain::ids::{ReferralId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// What a source said last of a referral and its beneficiary.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source_statement")]
pub struct Model {
    /// The referral.
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral_id: Id<ReferralId>,
    /// The list or partner system.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// JSON of the values by their field.
    #[sea_orm(column_type = "Text")]
    pub said: String,
    /// The day as of which it speaks, if it said so.
    pub as_of: Option<Date>,
    /// When it was read, UTC.
    pub stated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
