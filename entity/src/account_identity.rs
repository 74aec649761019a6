//! An account as an identity provider knows it.

use domain::ids::{AccountId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// An account as an identity provider knows it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_identity")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Id<AccountId>,
    /// The provider: `iss`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Who they are there: `sub`.
    pub subject: String,
    /// The identity provider that the provider itself relies on: `idp_id` of ProConnect.
    pub provider: Option<String>,
    /// Who they are behind it: `uid` of ProConnect.
    pub provider_user: Option<String>,
    /// When the two were bound, UTC.
    pub bound_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
