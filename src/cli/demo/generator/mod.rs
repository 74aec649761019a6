//! Generates a fictional French territory from a seed: sites, partners, professionals, referrals and calendars.
//!
//! No real person appears: towns and family names are invented, addresses end in `.example` (RFC 2606) and telephone
//! numbers come from the ranges that the ARCEP reserves for fiction. The clock is not read: the same recipe gives the
//! same bytes on every machine.

mod calendars;
mod names;
mod openings;
mod professionals;
mod random;
mod recipe;
mod referrals;
mod scenarios;
mod season;
mod sites;
#[cfg(test)]
mod tests;

use domain::territory_document::{MessagesSpec, TerritoryDocument, ThemeSpec};

pub use calendars::{Dialect, ForeignCalendar};
pub use recipe::Recipe;
pub use scenarios::{ReferralScenario, Stage};
pub use sites::JOINT;

use professionals::Staff;
use season::Season;
use sites::Sites;

/// A generated territory.
#[derive(Clone, Debug)]
pub struct GeneratedTerritory {
    /// The territory; it validates without faults.
    pub document: TerritoryDocument,
    /// Calendars of about two thirds of the professionals, as the programs of their employers write them.
    pub calendars: Vec<ForeignCalendar>,
    /// What has happened to each referral by today, in the order of the document's referrals.
    pub scenarios: Vec<ReferralScenario>,
}

/// Generates the territory of a recipe.
#[must_use]
pub fn generate(recipe: &Recipe) -> GeneratedTerritory {
    let staff = Staff::of(recipe.professionals);
    let season = Season::of(recipe);
    let sites = Sites::for_professionals(staff.count());
    let professionals = professionals::professionals(staff, &sites, &season, recipe.seed);
    let calendars = calendars::of(&professionals, recipe);
    let (referrals, scenarios) =
        referrals::referrals(recipe.referrals, recipe.today, recipe.seed, staff, &sites, &professionals);
    let document = TerritoryDocument {
        key: "val-de-brume".to_owned(),
        name: "Val-de-Brume (territoire fictif)".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        holidays: "metropolitan".to_owned(),
        theme: ThemeSpec { brand: Some("#1f4e79".to_owned()), phone: Some("01 99 00 10 00".to_owned()) },
        messages: MessagesSpec::default(),
        legal_limits: sites::legal_limits(),
        organisations: sites::organisations(),
        sites: sites.sheets(),
        travel: sites.travel(),
        rooms: sites.rooms(staff.count(), recipe.seed, &season),
        professionals,
        visit_types: sites::visit_types(),
        referrals,
    };
    GeneratedTerritory { document, calendars, scenarios }
}
