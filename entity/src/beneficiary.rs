//! The person received (usager).

use sea_orm::entity::prelude::*;

/// The person received (usager).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "beneficiary")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Birthday.
    pub born_on: Option<Date>,
    /// Code of the language messages are written in.
    pub language: String,
}

impl ActiveModelBehavior for ActiveModel {}
