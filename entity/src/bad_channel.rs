//! A way in which a person is no longer reached.

use sea_orm::entity::prelude::*;

/// A way in which a person is no longer reached.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bad_channel")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub beneficiary_id: Uuid,
    /// mail, sms.
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: String,
    /// Their territory.
    pub territory_id: Uuid,
    /// Hash of the address or number it is about: a new one is not bad.
    pub address_hash: String,
    /// Why.
    pub reason: String,
    /// Since when, UTC.
    pub since: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
