//! A way in which a person does not want to be written to.

use sea_orm::entity::prelude::*;

/// A way in which a person does not want to be written to.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refused_channel")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub beneficiary_id: Uuid,
    /// sms (none at all), mail (no reminders).
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: String,
    /// Their territory.
    pub territory_id: Uuid,
    /// Since when, UTC.
    pub since: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
