//! Checks that the compiled time zone data knows every zone in use.

use chrono::{DateTime, Offset, TimeZone, Utc};
use chrono_tz::{IANA_TZDB_VERSION, Tz};
use domain::zone::{FRENCH_ZONES, french_zone};

use super::report::Report;

const ABOUT: &str = "time zones";

/// Checks the zones in use, each with the key of what names it.
pub(super) fn look(now: DateTime<Utc>, used: &[(String, String)], report: &mut Report) {
    let mut zones: Vec<Tz> = vec![Tz::Europe__Paris];
    for (who, name) in used {
        match french_zone(name) {
            Some(zone) => zones.push(zone),
            None => report.fault(
                ABOUT,
                format!("{who} is in {name:?}, which no French territory is: use one of {}", names()),
            ),
        }
    }
    zones.sort_unstable_by_key(|zone| zone.name());
    zones.dedup();
    let now_there: Vec<String> = zones
        .iter()
        .map(|zone| format!("{} {}", zone.name(), zone.offset_from_utc_datetime(&now.naive_utc()).fix()))
        .collect();
    report.ok(ABOUT, format!("tz data {IANA_TZDB_VERSION}; today {}", now_there.join(", ")));
}

fn names() -> String {
    FRENCH_ZONES.map(Tz::name).join(", ")
}
