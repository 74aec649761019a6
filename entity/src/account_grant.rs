//! A role of an account, within a scope.

use domain::ids::{AccountId, OrganisationId, SiteId, TerritoryId};
use domain::rights::Role;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// A role of an account, within a scope.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_grant")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Id<AccountId>,
    /// Role and scope in one text, so that none is given twice.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope: String,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The role.
    pub role: Word<Role>,
    /// Only for what this organisation serves.
    pub organisation_id: Option<Id<OrganisationId>>,
    /// Only at this site.
    pub site_id: Option<Id<SiteId>>,
    /// When it was given, UTC.
    pub given_at: DateTimeUtc,
    /// By which account; by the command line when empty.
    pub given_by: Option<Id<AccountId>>,
}

impl ActiveModelBehavior for ActiveModel {}
