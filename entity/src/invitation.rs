//! A personal link and its code, for one referral.

use domain::ids::{ReferralId, TerritoryId, VisitTypeId};
use sea_orm::entity::prelude::*;

use crate::column::Id;

/// A personal link and its code, for one referral.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Whom it lets in.
    pub referral_id: Id<ReferralId>,
    /// The kind of appointment it is for.
    pub visit_type_id: Id<VisitTypeId>,
    /// Random bytes, in hexadecimal, from which the service's key makes the token and the code; useless without the key.
    pub seed: String,
    /// Keyed hash of the token.
    pub token_hash: String,
    /// Keyed hash of the code.
    pub code_hash: String,
    /// Keyed hash of the token of the calendar feed.
    pub feed_hash: String,
    /// When it was made, UTC.
    pub created_at: DateTimeUtc,
    /// When it stops letting in, UTC.
    pub expires_at: DateTimeUtc,
    /// When it was taken back, UTC; one of a referral at most is not.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
