//! One request to orient a beneficiary; owns the clock.

use domain::ids::{BeneficiaryId, OrganisationId, ReferralId, ResourceId, SiteId, TerritoryId};
use domain::referral::{ExitReason, ReferralOrigin};
use domain::visit::Language;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// One request to orient a beneficiary; owns the clock.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<ReferralId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Its file number.
    pub key: String,
    /// Who.
    pub beneficiary_id: Id<BeneficiaryId>,
    /// When the clock started, local date of the territory.
    pub received_on: Date,
    /// The organisation in charge of it.
    pub organisation_id: Option<Id<OrganisationId>>,
    /// Preferred site.
    pub site_id: Option<Id<SiteId>>,
    /// The professional who knows the person.
    pub referent_id: Option<Id<ResourceId>>,
    /// Language an interpreter is needed for.
    pub interpreter: Option<Word<Language>>,
    /// When offers were first shown, UTC.
    pub first_offered_at: Option<DateTimeUtc>,
    /// When an appointment was first booked, UTC.
    pub booked_at: Option<DateTimeUtc>,
    /// Start of the first attended appointment, UTC: the clock stops.
    pub attended_at: Option<DateTimeUtc>,
    /// When it was closed without an appointment, local date.
    pub closed_on: Option<Date>,
    /// Why it was closed.
    pub closed_reason: Option<Word<ExitReason>>,
    /// How it came.
    pub origin: Word<ReferralOrigin>,
}

impl ActiveModelBehavior for ActiveModel {}
