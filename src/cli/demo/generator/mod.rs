//! A fictional French territory, made from a seed: the Val-de-Brume, its partners, people and their calendars.
//!
//! Nothing here is anybody's: towns and family names are invented, addresses end in `.example` (RFC 2606) and
//! telephone numbers are of the ranges that the ARCEP keeps for fiction. No clock is read: the same recipe always
//! gives the same bytes, on every machine.

mod calendars;
mod chance;
mod fates;
mod names;
mod openings;
mod people;
mod places;
mod referrals;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use domain::territory_document::{MessagesSpec, TerritoryDocument, ThemeSpec};

pub use calendars::{Dialect, ForeignCalendar};
pub use fates::{ReferralFate, Stage};
pub use places::JOINT;

use openings::Season;
use people::Crew;
use places::Houses;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Another seed, another territory of the same kind.
    pub seed: u64,
    /// How many professionals, 6 at least (fewer are made 6); houses and rooms grow with them.
    pub professionals: usize,
    /// The local day on which it all stands.
    pub today: NaiveDate,
    /// Foreign calendars begin so many days before today.
    pub days_back: u16,
    /// Foreign calendars end so many days after today.
    pub days_ahead: u16,
    /// How many referrals, received over the last 120 days. They do not grow with the professionals.
    pub referrals: usize,
}

impl Recipe {
    /// The territory of the demo: 60 professionals, 90 days of agendas, 400 referrals.
    #[must_use]
    pub const fn new(seed: u64, today: NaiveDate) -> Self {
        Self { seed, professionals: 60, today, days_back: 30, days_ahead: 60, referrals: 400 }
    }
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The territory, to be set up; it has no faults.
    pub blueprint: TerritoryDocument,
    /// Calendars of about two thirds of the professionals, as their own programs write them.
    pub calendars: Vec<ForeignCalendar>,
    /// What must have become of each referral, in the order of the blueprint's.
    pub fates: Vec<ReferralFate>,
}

/// Makes the territory of a recipe.
#[must_use]
pub fn make(recipe: &Recipe) -> Made {
    let crew = Crew::of(recipe.professionals);
    let season = Season::of(recipe);
    let houses = Houses::for_professionals(crew.count());
    let professionals = people::professionals(crew, &houses, &season, recipe.seed);
    let calendars = calendars::of(&professionals, recipe);
    let (referrals, fates) =
        referrals::referrals(recipe.referrals, recipe.today, recipe.seed, crew, &houses, &professionals);
    let blueprint = TerritoryDocument {
        key: "val-de-brume".to_owned(),
        name: "Val-de-Brume (territoire fictif)".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        holidays: "metropolitan".to_owned(),
        theme: ThemeSpec { brand: Some("#1f4e79".to_owned()), phone: Some("01 99 00 10 00".to_owned()) },
        messages: MessagesSpec::default(),
        legal_limits: places::legal_limits(),
        organisations: places::organisations(),
        sites: houses.sheets(),
        travel: houses.travel(),
        rooms: houses.rooms(crew.count(), recipe.seed, &season),
        professionals,
        visit_types: places::visit_types(),
        referrals,
    };
    Made { blueprint, calendars, fates }
}
