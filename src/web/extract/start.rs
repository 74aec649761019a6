//! A start as a form names it.

use domain::ids::SiteId;
use domain::search::Start;
use domain::time::Quantum;

/// `start` as the value of a field.
#[must_use]
pub fn write(start: Start) -> String {
    format!("{}.{}", start.at.0, start.site)
}

/// The start that a form names.
#[must_use]
pub fn read(value: &str) -> Option<Start> {
    let (at, site) = value.split_once('.')?;
    let at: i64 = at.parse().ok()?;
    // Two thousand years around now: far enough from every edge of the calendar.
    let plausible = (0..400_000_000).contains(&at);
    plausible.then_some(Start { at: Quantum(at), site: site.parse::<SiteId>().ok()? })
}
