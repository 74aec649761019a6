//! A place that receives people.

use sea_orm::entity::prelude::*;

/// A place that receives people.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// Short name in files and addresses.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Postal address on one line.
    pub address: String,
    /// Telephone shown to beneficiaries.
    pub phone: String,
    /// IANA name of its wall clock.
    pub time_zone: String,
    /// What it offers to people with disabilities: words of `domain::accessibility`, separated by spaces.
    pub access: String,
    /// What one should know besides, in French.
    pub access_note: String,
    /// Order on screens.
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
