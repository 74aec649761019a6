//! A channel that a beneficiary refuses.

use domain::channel::Channel;
use domain::ids::{BeneficiaryId, TerritoryId};
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// A channel that a beneficiary refuses.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refused_channel")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub beneficiary_id: Id<BeneficiaryId>,
    /// Which: by SMS nothing at all is sent, by mail no reminders.
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: Word<Channel>,
    /// Their territory.
    pub territory_id: Id<TerritoryId>,
    /// Since when, UTC.
    pub since: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
