//! Validated territory: identifiers in place of keys, types in place of words.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::agenda::{Opening, Resource};
use crate::beneficiary_search::BeneficiaryRecord;
use crate::ids::{BeneficiaryId, OrganisationId, ReferralId, ResourceId, SiteId};
use crate::territory::Territory;
use crate::time::Span;
use crate::visit::Language;

/// A validated territory, ready to be stored.
#[derive(Clone, Debug)]
pub struct ValidatedTerritory {
    /// The territory itself, with sites, travel times and visit types.
    pub territory: Territory,
    /// Sites in the order of the document.
    pub site_order: Vec<SiteId>,
    /// Partners.
    pub organisations: Vec<Organisation>,
    /// Rooms.
    pub rooms: Vec<Room>,
    /// Professionals.
    pub professionals: Vec<Professional>,
    /// Referrals.
    pub referrals: Vec<Referral>,
}

/// A partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Identifier.
    pub id: OrganisationId,
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// One of the kinds.
    pub kind: String,
}

/// A resource with its openings and absences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatedAgenda {
    /// The resource.
    pub resource: Resource,
    /// When it can be booked.
    pub openings: Vec<Opening>,
    /// When it is away.
    pub absences: Vec<Span>,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Its site.
    pub site: SiteId,
    /// Its agenda.
    pub agenda: ValidatedAgenda,
}

/// A professional.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Professional {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Where invitations go.
    pub email: String,
    /// Who they work for.
    pub organisations: Vec<OrganisationId>,
    /// False when the document does not say their share of working time: somebody known keeps theirs.
    pub states_share: bool,
    /// Their agenda.
    pub agenda: ValidatedAgenda,
}

/// A referral with its beneficiary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// Identifier.
    pub id: ReferralId,
    /// File number.
    pub key: String,
    /// The beneficiary.
    pub beneficiary: BeneficiaryId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Birthday.
    pub born_on: Option<NaiveDate>,
    /// Language of messages; `None` when the document does not say: somebody known keeps theirs, see
    /// [`Self::language_or_french`].
    pub language: Option<Language>,
    /// The organisation in charge of it.
    pub organisation: Option<OrganisationId>,
    /// When it was received.
    pub received_on: NaiveDate,
    /// Preferred site.
    pub site: Option<SiteId>,
    /// The referent.
    pub referent: Option<ResourceId>,
    /// Language an interpreter is needed for.
    pub interpreter: Option<Language>,
}

impl Referral {
    /// What the person is recognised by.
    pub(crate) fn record(&self) -> BeneficiaryRecord<'_> {
        BeneficiaryRecord {
            given_name: &self.given_name,
            family_name: &self.family_name,
            phone: self.phone.as_deref(),
            email: self.email.as_deref(),
            born_on: self.born_on,
            files: &[],
        }
    }

    /// Names and birthday, for a fault that shows whom it is about.
    pub(crate) fn who(&self) -> String {
        let names = format!("{} {}", self.given_name, self.family_name);
        let born = self.born_on.map(|day| format!(", born on {day}"));
        format!("{}{}", names.trim(), born.unwrap_or_default())
    }

    /// The language of messages, French for somebody of whom nothing else is known.
    #[must_use]
    pub fn language_or_french(&self) -> Language {
        self.language.clone().unwrap_or_else(Language::french)
    }
}

/// Existing identifiers of a territory, by list and key; none for a new territory.
#[derive(Clone, Debug, Default)]
pub struct KnownIds(BTreeMap<(&'static str, String), Uuid>);

impl KnownIds {
    pub(super) fn id(&self, list: &'static str, key: &str) -> Option<Uuid> {
        self.0.get(&(list, key.to_owned())).copied()
    }
}

impl From<&ValidatedTerritory> for KnownIds {
    fn from(stored: &ValidatedTerritory) -> Self {
        let mut known = BTreeMap::new();
        let mut note = |list, key: &str, id| {
            known.insert((list, key.to_owned()), id);
        };
        note("territory", &stored.territory.key, stored.territory.id.0);
        stored.territory.sites.values().for_each(|site| note("sites", &site.key, site.id.0));
        stored.territory.visit_types.values().for_each(|kind| note("visit_types", &kind.key, kind.id.0));
        stored.organisations.iter().for_each(|partner| note("organisations", &partner.key, partner.id.0));
        stored.rooms.iter().for_each(|room| note("rooms", &room.key, room.agenda.resource.id.0));
        stored
            .professionals
            .iter()
            .for_each(|person| note("professionals", &person.key, person.agenda.resource.id.0));
        for referral in &stored.referrals {
            note("referrals", &referral.key, referral.id.0);
            note("beneficiaries", &referral.key, referral.beneficiary.0);
        }
        Self(known)
    }
}
