//! A role that an account holds, within a circle.

use sea_orm::entity::prelude::*;

/// A role that an account holds, within a circle.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_grant")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// Role and circle in one word, so that none is held twice.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope: String,
    /// Its territory.
    pub territory_id: Uuid,
    /// The role: words of `domain::rights`.
    pub role: String,
    /// Only for what this organisation serves.
    pub organisation_id: Option<Uuid>,
    /// Only at this site.
    pub site_id: Option<Uuid>,
    /// When it was given, UTC.
    pub given_at: DateTimeUtc,
    /// By which account; by the command line when empty.
    pub given_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
