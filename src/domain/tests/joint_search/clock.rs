//! The oracle's own wall clocks and calendar, in minutes and days from 1970-01-01T00:00.

use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;

/// Minutes in a day.
pub const DAY: i64 = 1440;

/// How a wall-clock time that the clocks skip or show twice is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// RFC 5545 section 3.3.5: the offset before the change.
    Rfc5545,
    /// The other way round, to see whether anything depends on it.
    Wrong,
}

/// Days from 1970-01-01 to `date`.
pub fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - 719_163
}

/// The date `day` days after 1970-01-01.
pub fn date(day: i64) -> NaiveDate {
    i32::try_from(day + 719_163).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap()
}

/// Monday 0 to Sunday 6: 1970-01-01 was a Thursday.
pub fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// The Monday of the week of `day`.
pub fn monday(day: i64) -> i64 {
    day - weekday(day)
}

/// Minutes that the wall clock of `zone` is ahead of UTC at a UTC minute.
pub fn offset(zone: Tz, utc: i64) -> i64 {
    let instant = DateTime::from_timestamp(utc * 60, 0).unwrap().naive_utc();
    i64::from(zone.offset_from_utc_datetime(&instant).fix().local_minus_utc()) / 60
}

/// What the wall clock of `zone` shows at a UTC minute.
pub fn wall(zone: Tz, utc: i64) -> i64 {
    utc + offset(zone, utc)
}

/// What the wall clock of `zone` shows at each UTC minute of `[first, end)`, two weeks at most.
pub fn walls(zone: Tz, first: i64, end: i64) -> Vec<i64> {
    let mut ahead = offset(zone, first);
    // The clocks do not change there and back within two weeks.
    let is_even = ahead == offset(zone, end);
    (first..end)
        .map(|minute| {
            if !is_even {
                ahead = offset(zone, minute);
            }
            minute + ahead
        })
        .collect()
}

/// The UTC minute of a wall-clock minute.
pub fn utc(zone: Tz, shown: i64, reading: Reading) -> i64 {
    // Two days off is beyond any offset, and the clocks do not change twice in four days.
    let (before, after) = (offset(zone, shown - 2 * DAY), offset(zone, shown + 2 * DAY));
    let instants = [shown - before, shown - after].into_iter().filter(|utc| wall(zone, *utc) == shown);
    match reading {
        Reading::Rfc5545 => instants.min().unwrap_or(shown - before),
        Reading::Wrong => instants.max().unwrap_or(shown - after),
    }
}

/// True on the public holidays of metropolitan France (code du travail, art. L. 3133-1).
pub fn is_holiday(day: i64) -> bool {
    // Easter Sundays as published, so that no formula is shared with the code under test.
    const EASTERS: [(i32, u32, u32); 6] =
        [(2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2029, 4, 1), (2030, 4, 21)];
    const FIXED: [(u32, u32); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    let date = date(day);
    let (_, month, of_month) = EASTERS
        .into_iter()
        .find(|(year, ..)| *year == date.year())
        .unwrap_or_else(|| panic!("no Easter known for {date}"));
    let easter = day_number(NaiveDate::from_ymd_opt(date.year(), month, of_month).unwrap());
    // Easter Monday, Ascension, Whit Monday.
    [1, 39, 50].contains(&(day - easter)) || FIXED.contains(&(date.month(), date.day()))
}
