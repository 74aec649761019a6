//! Lookup of the keys in a request (site, visit type) in the territory.

use domain::ids::{SiteId, VisitTypeId};
use domain::search::UnavailableHalfDay;
use domain::territory::Territory;

use crate::web::api::problem::Problem;
use crate::web::api::vocabulary::CannotCome;

/// The half-day of entry `index` of `cannot_come`.
pub(super) fn unavailable(given: CannotCome, index: usize) -> Result<UnavailableHalfDay, Problem> {
    match (given.weekday, given.on) {
        (Some(day), None) => Ok(UnavailableHalfDay::Weekly(day.into(), given.half.into())),
        (None, Some(day)) => Ok(UnavailableHalfDay::On(day, given.half.into())),
        _ => Err(Problem::body_field(
            format!("cannot_come[{index}]"),
            "it names both a weekday and a date, or neither",
            "give weekday or on, and half",
        )),
    }
}

/// The site called `key`.
pub(super) fn site(territory: &Territory, field: &str, key: &str) -> Result<SiteId, Problem> {
    territory
        .site_by_key(key)
        .ok_or_else(|| unknown(field, "site", territory.sites.values().map(|site| site.key.as_str())))
}

/// The visit type called `key`.
pub(super) fn visit_type(territory: &Territory, field: &str, key: &str) -> Result<VisitTypeId, Problem> {
    let kinds = &territory.visit_types;
    territory
        .visit_type_by_key(key)
        .ok_or_else(|| unknown(field, "visit type", kinds.values().map(|kind| kind.key.as_str())))
}

/// A key that names nothing.
pub(super) fn unknown<'a>(field: &str, what: &str, known: impl Iterator<Item = &'a str>) -> Problem {
    let known: Vec<&str> = known.take(20).collect();
    Problem::field(field, format!("no {what} has this key"), format!("use one of: {}", known.join(", ")))
}
