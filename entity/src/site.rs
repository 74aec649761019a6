//! A place that receives people.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use domain::accessibility::AccessibilityFeature;
use domain::ids::{SiteId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word, Words};

/// A place that receives people.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<SiteId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Short name in files and addresses.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Postal address on one line.
    pub address: String,
    /// Telephone shown to beneficiaries.
    pub phone: String,
    /// Time zone of its wall clock.
    pub time_zone: Word<Tz>,
    /// What it offers to people with disabilities.
    pub access: Words<BTreeSet<AccessibilityFeature>>,
    /// What one should know besides, in French.
    pub access_note: String,
    /// Order on screens.
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
