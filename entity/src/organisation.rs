//! A partner of the territory.

use domain::ids::{OrganisationId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// A partner of the territory.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<OrganisationId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Short name in files.
    pub key: String,
    /// Name on screens.
    pub name: String,
    /// Département, France Travail, mission locale, Cap emploi, CCAS, association.
    pub kind: String,
}

impl ActiveModelBehavior for ActiveModel {}
