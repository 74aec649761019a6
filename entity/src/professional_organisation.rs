//! An organisation a professional works for.

use domain::ids::{OrganisationId, ResourceId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// An organisation a professional works for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "professional_organisation")]
pub struct Model {
    /// The professional.
    #[sea_orm(primary_key, auto_increment = false)]
    pub professional_id: Id<ResourceId>,
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Id<OrganisationId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
}

impl ActiveModelBehavior for ActiveModel {}
