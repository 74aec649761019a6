//! An organisation a professional works for.

use sea_orm::entity::prelude::*;

/// An organisation a professional works for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "professional_organisation")]
pub struct Model {
    /// The professional.
    #[sea_orm(primary_key, auto_increment = false)]
    pub professional_id: Uuid,
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
