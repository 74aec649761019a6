//! A reason for a promised call; all open reasons of a referral are one callback.

use domain::callback::CallbackReason;
use domain::ids::{ReferralId, TerritoryId};
use domain::time::HalfDay;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// A reason for a promised call; all open reasons of a referral are one callback.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "callback")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Whom to call.
    pub referral_id: Id<ReferralId>,
    /// Why.
    pub reason: Word<CallbackReason>,
    /// When they prefer it.
    pub half_day: Word<HalfDay>,
    /// The day by which the call was promised, local date.
    pub due_on: Date,
    /// When it was asked for, UTC.
    pub asked_at: DateTimeUtc,
    /// When it was made or no longer needed, UTC; of a referral and a reason one at most is open.
    pub done_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
