//! The person received (usager).

use domain::ids::{BeneficiaryId, TerritoryId};
use domain::visit::Language;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// The person received (usager).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "beneficiary")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<BeneficiaryId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
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
    /// Language messages are written in.
    pub language: Word<Language>,
}

impl ActiveModelBehavior for ActiveModel {}
