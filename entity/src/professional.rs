//! Person whose agenda is pooled.

use std::collections::BTreeSet;

use domain::ids::{ResourceId, TerritoryId};
use domain::visit::Language;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number, Words};

/// Person whose agenda is pooled.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "professional")]
pub struct Model {
    /// The resource.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: Id<ResourceId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Short name in files.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Where invitations go.
    pub email: String,
    /// Languages spoken.
    pub languages: Words<BTreeSet<Language>>,
    /// Share of full working time, per cent.
    pub share: Number<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
