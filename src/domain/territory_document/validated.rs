//! A territory that has been checked: identifiers in place of keys, types in place of words.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::agenda::{Opening, Resource};
use crate::fault::Fault;
use crate::ids::{BeneficiaryId, OrganisationId, ReferralId, ResourceId, SiteId};
use crate::territory::Territory;
use crate::territory_document::validator::Validator;
use crate::territory_document::{ReferralSpec, TerritoryDocument};
use crate::territory_document::{agendas, places, professionals, visits};
use crate::time::Span;
use crate::visit::Language;

/// A checked territory, ready to be stored.
#[derive(Clone, Debug)]
pub struct ValidatedTerritory {
    /// The territory itself, with sites, ways and visit types.
    pub territory: Territory,
    /// Sites in the order they were handed in.
    pub site_order: Vec<SiteId>,
    /// Partners.
    pub organisations: Vec<Organisation>,
    /// Rooms.
    pub rooms: Vec<Room>,
    /// Professionals.
    pub professionals: Vec<Professional>,
    /// Requests.
    pub referrals: Vec<Referral>,
}

/// A partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Identifier.
    pub id: OrganisationId,
    /// Short name.
    pub key: String,
    /// Name.
    pub name: String,
    /// One of the kinds.
    pub kind: String,
}

/// A resource with what its agenda is made of.
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
    /// Short name.
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
    /// Short name.
    pub key: String,
    /// Name.
    pub name: String,
    /// Where invitations go.
    pub email: String,
    /// Who they work for.
    pub organisations: Vec<OrganisationId>,
    /// Their agenda.
    pub agenda: ValidatedAgenda,
}

/// A request with its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// Identifier.
    pub id: ReferralId,
    /// File number.
    pub key: String,
    /// The person.
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
    /// Language of messages.
    pub language: Language,
    /// The organisation in charge of it.
    pub organisation: Option<OrganisationId>,
    /// When the clock started.
    pub received_on: NaiveDate,
    /// Preferred site.
    pub site: Option<SiteId>,
    /// The professional who knows the person.
    pub referent: Option<ResourceId>,
    /// Language an interpreter is needed for.
    pub interpreter: Option<Language>,
}

/// The identifiers that the things of a territory have already, by list and key; none for a new territory.
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

impl ValidatedTerritory {
    /// The same territory with these requests in the place of its own, which name sites, organisations and
    /// professionals that are there. What is known keeps its identifier; `new_id` gives a new one at each call.
    ///
    /// # Errors
    /// As [`TerritoryDocument::validate`].
    pub fn with_referrals(
        &self,
        specs: &[ReferralSpec],
        new_id: &mut dyn FnMut() -> Uuid,
        today: NaiveDate,
    ) -> Result<Self, Vec<Fault>> {
        let known = KnownIds::from(self);
        let mut validator = Validator::new(&known, new_id, today);
        let (territory, partners) = (&self.territory, &self.organisations);
        let referrals =
            professionals::referrals(specs, &mut validator, territory, partners, &self.professionals);
        validator.finish(Self { referrals, ..self.clone() })
    }
}

impl TerritoryDocument {
    /// The territory this document describes. What `known` knows keeps its identifier, openings apart; `new_id` gives
    /// a new one at each call. `today` is the local date by which a referral cannot have been received yet.
    ///
    /// # Errors
    /// Every [`Fault`] found, in the order of the document: nothing is stored of a document with one.
    pub fn validate(
        &self,
        known: &KnownIds,
        new_id: &mut dyn FnMut() -> Uuid,
        today: NaiveDate,
    ) -> Result<ValidatedTerritory, Vec<Fault>> {
        let mut validator = Validator::new(known, new_id, today);
        let organisations = places::organisations(self, &mut validator);
        let (mut territory, site_order) = places::territory(self, &mut validator);
        visits::visit_types(self, &mut validator, &mut territory);
        let rooms = agendas::rooms(self, &mut validator, &territory);
        let professionals = professionals::professionals(self, &mut validator, &territory, &organisations);
        visits::somebody_for_each_role(self, &mut validator, &rooms, &professionals);
        let referrals = professionals::referrals(
            &self.referrals,
            &mut validator,
            &territory,
            &organisations,
            &professionals,
        );
        validator.finish(ValidatedTerritory {
            territory,
            site_order,
            organisations,
            rooms,
            professionals,
            referrals,
        })
    }
}
