//! UNTIL of a recurrence rule in local time.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// `rule` with its UNTIL in local time: a UTC value is converted by `to_local`, a DATE becomes the last second of
/// that day, everything else is unchanged ([`expand`](super::expand) reports an unreadable UNTIL).
#[must_use]
pub fn until_to_local(rule: &str, to_local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> String {
    let localised = rule.split(';').map(|part| {
        let Some((name, value)) = part.split_once('=') else { return part.to_owned() };
        if !name.trim().eq_ignore_ascii_case("UNTIL") {
            return part.to_owned();
        }
        let local = match value.trim().strip_suffix(['Z', 'z']) {
            Some(utc) => parse_local(utc).map(|utc| to_local(utc.and_utc())),
            None => parse_local(value.trim()),
        };
        local.map_or_else(|| part.to_owned(), |local| format!("UNTIL={}", local.format("%Y%m%dT%H%M%S")))
    });
    localised.collect::<Vec<_>>().join(";")
}

/// A local DATE-TIME, or a DATE as the last second of its day.
pub(super) fn parse_local(value: &str) -> Option<NaiveDateTime> {
    if value.len() == 8 {
        return NaiveDate::parse_from_str(value, "%Y%m%d").ok()?.and_hms_opt(23, 59, 59);
    }
    NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%S").ok()
}
