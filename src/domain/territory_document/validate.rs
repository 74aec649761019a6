//! Validation of a whole document: every list in turn, all faults together.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::fault::Fault;
use crate::territory_document::document::{ReferralSpec, TerritoryDocument};
use crate::territory_document::validated::{KnownIds, ValidatedTerritory};
use crate::territory_document::validator::Validator;
use crate::territory_document::{agendas, places, professionals, visits};

impl ValidatedTerritory {
    /// The same territory with these referrals instead of its own; they refer to its sites, organisations and
    /// professionals. Known referrals keep their identifier; `new_id` returns a new one at each call.
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
    /// Validates the document. Entries in `known` keep their identifier, openings excepted; `new_id` returns a new
    /// one at each call. Referrals received after `today`, a local date, are refused.
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
