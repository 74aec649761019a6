//! The VTIMEZONE of every French time zone, written by hand: the calendar crate has none.

use chrono_tz::Tz;

/// Last Sundays of March and October at 01:00 UTC: since 1981 in spring, since 1996 in autumn.
const PARIS: [&str; 17] = [
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Paris",
    "BEGIN:DAYLIGHT",
    "DTSTART:19810329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// Follows the dates of the United States: second Sunday of March, first of November, since 2007.
const MIQUELON: [&str; 17] = [
    "BEGIN:VTIMEZONE",
    "TZID:America/Miquelon",
    "BEGIN:DAYLIGHT",
    "DTSTART:20070311T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
    "TZOFFSETFROM:-0300",
    "TZOFFSETTO:-0200",
    "TZNAME:-02",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:20071104T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
    "TZOFFSETFROM:-0200",
    "TZOFFSETTO:-0300",
    "TZNAME:-03",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// The VTIMEZONE of `zone` with CRLF line ends; `None` for a zone in which no French territory lives.
pub(super) fn block(zone: Tz) -> Option<String> {
    let (offset, name) = match zone {
        Tz::Europe__Paris => return Some(lines(&PARIS)),
        Tz::America__Miquelon => return Some(lines(&MIQUELON)),
        Tz::America__Guadeloupe
        | Tz::America__Martinique
        | Tz::America__St_Barthelemy
        | Tz::America__Marigot => ("-0400", "AST"),
        Tz::America__Cayenne => ("-0300", "-03"),
        Tz::Indian__Reunion => ("+0400", "+04"),
        Tz::Indian__Mayotte => ("+0300", "EAT"),
        Tz::Pacific__Noumea => ("+1100", "+11"),
        Tz::Pacific__Wallis => ("+1200", "+12"),
        Tz::Pacific__Tahiti => ("-1000", "-10"),
        Tz::Pacific__Marquesas => ("-0930", "-0930"),
        Tz::Pacific__Gambier => ("-0900", "-09"),
        _ => return None,
    };
    Some(lines(&[
        "BEGIN:VTIMEZONE",
        &format!("TZID:{}", zone.name()),
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        &format!("TZOFFSETFROM:{offset}"),
        &format!("TZOFFSETTO:{offset}"),
        &format!("TZNAME:{name}"),
        "END:STANDARD",
        "END:VTIMEZONE",
    ]))
}

fn lines(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\r\n"]).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc, Weekday};
    use domain::zone::FRENCH_ZONES;

    use crate::formats::invitations::vtimezone::*;

    /// A VTIMEZONE read back by RFC 5545 section 3.6.5, without the code that wrote it.
    struct Observance {
        from: i64,
        to: i64,
        first: NaiveDateTime,
        rule: Option<(u32, i8)>,
    }

    fn seconds(offset: &str) -> i64 {
        let (hours, minutes) = offset[1..].split_at(2);
        let seconds = hours.parse::<i64>().unwrap() * 3600 + minutes.parse::<i64>().unwrap() * 60;
        if offset.starts_with('-') { -seconds } else { seconds }
    }

    fn observances(block: &str) -> Vec<Observance> {
        let parts = block.split("BEGIN:").filter(|part| !part.starts_with("VTIMEZONE") && !part.is_empty());
        parts
            .map(|part| {
                let field: BTreeMap<&str, &str> =
                    part.split("\r\n").filter_map(|line| line.split_once(':')).collect();
                let rule = field.get("RRULE").map(|rule| {
                    let (month, day) =
                        rule.strip_prefix("FREQ=YEARLY;BYMONTH=").unwrap().split_once(";BYDAY=").unwrap();
                    (month.parse().unwrap(), day.strip_suffix("SU").unwrap().parse().unwrap())
                });
                let first = NaiveDateTime::parse_from_str(field["DTSTART"], "%Y%m%dT%H%M%S").unwrap();
                Observance {
                    from: seconds(field["TZOFFSETFROM"]),
                    to: seconds(field["TZOFFSETTO"]),
                    first,
                    rule,
                }
            })
            .collect()
    }

    /// The Sunday of `month` with that rank, from the end when negative.
    fn sunday(year: i32, month: u32, rank: i8) -> NaiveDate {
        let sundays: Vec<_> = NaiveDate::from_ymd_opt(year, month, 1)
            .unwrap()
            .iter_days()
            .take_while(|day| day.month() == month)
            .filter(|day| day.weekday() == Weekday::Sun)
            .collect();
        let from_an_end = usize::from(rank.unsigned_abs());
        if rank < 0 { sundays[sundays.len() - from_an_end] } else { sundays[from_an_end - 1] }
    }

    /// Every onset up to 2041, in order: from this instant on, this offset.
    fn onsets(block: &str) -> Vec<(DateTime<Utc>, i64)> {
        let onset = |local: NaiveDateTime, o: &Observance| local.and_utc() - Duration::seconds(o.from);
        let mut onsets: Vec<_> = observances(block)
            .iter()
            .flat_map(|o| match o.rule {
                None => vec![(onset(o.first, o), o.to)],
                Some((month, rank)) => (o.first.year()..=2041)
                    .map(|year| (onset(sunday(year, month, rank).and_time(o.first.time()), o), o.to))
                    .collect(),
            })
            .collect();
        onsets.sort_unstable();
        onsets
    }

    #[test]
    fn the_rules_agree_with_the_zone_database_from_2024_to_2040() {
        for zone in FRENCH_ZONES {
            let onsets = onsets(&block(zone).unwrap());
            let mut at = Utc.with_ymd_and_hms(2024, 1, 1, 0, 0, 0).unwrap();
            let end = Utc.with_ymd_and_hms(2041, 1, 1, 0, 0, 0).unwrap();
            while at < end {
                let real = zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
                let ours = onsets[onsets.partition_point(|(onset, _)| *onset <= at) - 1].1;
                assert_eq!(ours, i64::from(real), "{zone} {at}");
                // Every hour in the months when clocks change, so that the hour itself is checked too.
                at += Duration::hours(if matches!(at.month(), 3 | 10 | 11) { 1 } else { 24 });
            }
        }
    }

    #[test]
    fn a_rule_starts_on_a_date_it_holds_for() {
        for zone in FRENCH_ZONES {
            for o in observances(&block(zone).unwrap()) {
                if let Some((month, rank)) = o.rule {
                    assert_eq!(sunday(o.first.year(), month, rank), o.first.date(), "{zone}");
                }
            }
        }
    }

    #[test]
    fn each_block_names_its_zone() {
        for zone in FRENCH_ZONES {
            assert!(
                block(zone).unwrap().starts_with(&format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n", zone.name()))
            );
        }
        assert_eq!(block(Tz::Europe__Berlin), None);
    }
}
