//! A channel by which a beneficiary is no longer reached.

use domain::channel::{AddressFault, Channel};
use domain::ids::{BeneficiaryId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// A channel by which a beneficiary is no longer reached.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bad_channel")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub beneficiary_id: Id<BeneficiaryId>,
    /// Which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: Word<Channel>,
    /// Their territory.
    pub territory_id: Id<TerritoryId>,
    /// Hash of the address or number it is about: a new one is not bad.
    pub address_hash: String,
    /// Why.
    pub reason: Word<AddressFault>,
    /// Since when, UTC.
    pub since: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
