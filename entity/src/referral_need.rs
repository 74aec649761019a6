//! Something a person needs to be received well.

use sea_orm::entity::prelude::*;

/// Something a person needs to be received well.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral_need")]
pub struct Model {
    /// The referral.
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral_id: Uuid,
    /// `step_free`, `sign_language`, child, helper.
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: String,
    /// Its territory.
    pub territory_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
