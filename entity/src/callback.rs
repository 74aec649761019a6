//! A reason for a promised call; all open reasons of a referral are one callback.

use sea_orm::entity::prelude::*;

/// A reason for a promised call; all open reasons of a referral are one callback.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "callback")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// Whom to call.
    pub referral_id: Uuid,
    /// Why: `nothing_suits`, `unreachable`, `team_declined`, `other_time_proposed`, `sms_reply`.
    pub reason: String,
    /// When they prefer it: morning, afternoon.
    pub half_day: String,
    /// The day by which the call was promised, local date.
    pub due_on: Date,
    /// When it was asked for, UTC.
    pub asked_at: DateTimeUtc,
    /// When it was made or no longer needed, UTC; of a referral and a reason one at most is open.
    pub done_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
