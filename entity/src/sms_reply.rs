//! What somebody wrote back: a line, or one for each appointment it is about.

use domain::ids::{AppointmentId, BeneficiaryId, ReferralId, TerritoryId};
use domain::sms::ReplyMeaning;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// What somebody wrote back.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sms_reply")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which provider brought it; `also` on every line of a reply but the first.
    pub provider: String,
    /// The provider's name for it, or a hash of it: the same twice is one. On a line `also`, the first line's identifier
    /// and the appointment's.
    pub reference: String,
    /// Whose person it is; none for a number nobody knows.
    pub territory_id: Option<Id<TerritoryId>>,
    /// Who wrote.
    pub beneficiary_id: Option<Id<BeneficiaryId>>,
    /// The referral it is about.
    pub referral_id: Option<Id<ReferralId>>,
    /// The appointment it is about.
    pub appointment_id: Option<Id<AppointmentId>>,
    /// What it means.
    pub meaning: Word<ReplyMeaning>,
    /// What they wrote, when a person has to read it; forgotten after a while.
    #[sea_orm(column_type = "Text", nullable)]
    pub text: Option<String>,
    /// When it came, UTC.
    pub received_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
