//! The parts of a recurrence rule: parsing, validation, and what DTSTART completes.

use chrono::{Datelike, Month, NaiveDateTime, Timelike, Weekday};
use rrule::{Frequency, NWeekday, RRule};

use crate::recurrence::error::RecurrenceError;
use crate::recurrence::until::parse_local;

const MAX_COUNT: i64 = 1_000_000;
const MAX_INTERVAL: i64 = 999;

/// The parsed parts of a rule, before DTSTART completes them.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) interval: Option<u16>,
    pub(super) count: Option<u32>,
    pub(super) until: Option<NaiveDateTime>,
    pub(super) week_start: Option<Weekday>,
    pub(super) months: Vec<u8>,
    pub(super) month_days: Vec<i8>,
    pub(super) year_days: Vec<i16>,
    pub(super) weeks: Vec<i8>,
    pub(super) weekdays: Vec<NWeekday>,
    pub(super) hours: Vec<u8>,
    pub(super) minutes: Vec<u8>,
    pub(super) seconds: Vec<u8>,
    pub(super) positions: Vec<i32>,
}

impl Parts {
    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), RecurrenceError> {
        match name {
            "INTERVAL" => self.interval = Some(number("INTERVAL", value, 1..=MAX_INTERVAL, "1 to 999")?),
            "COUNT" => self.count = Some(number("COUNT", value, 1..=MAX_COUNT, "1 to 1000000, or UNTIL")?),
            "UNTIL" if value.ends_with('Z') => return Err(RecurrenceError::UntilInUtc),
            "UNTIL" => {
                self.until = Some(parse_local(value).ok_or_else(|| bad("UNTIL", value, "20261231T235959"))?);
            }
            "WKST" => self.week_start = Some(weekday(value).ok_or_else(|| bad("WKST", value, "MO to SU"))?),
            "BYMONTH" => self.months = numbers("BYMONTH", value, 1..=12, "1 to 12")?,
            "BYMONTHDAY" => self.month_days = signed("BYMONTHDAY", value, 31, "1 to 31 or -31 to -1")?,
            "BYYEARDAY" => self.year_days = signed("BYYEARDAY", value, 366, "1 to 366 or -366 to -1")?,
            "BYWEEKNO" => self.weeks = signed("BYWEEKNO", value, 53, "1 to 53 or -53 to -1")?,
            "BYSETPOS" => self.positions = signed("BYSETPOS", value, 366, "1 to 366 or -366 to -1")?,
            "BYHOUR" => self.hours = numbers("BYHOUR", value, 0..=23, "0 to 23")?,
            "BYMINUTE" => self.minutes = numbers("BYMINUTE", value, 0..=59, "0 to 59")?,
            "BYSECOND" => self.seconds = numbers("BYSECOND", value, 0..=59, "0 to 59")?,
            "BYDAY" => self.weekdays = value.split(',').map(nth_weekday).collect::<Result<_, _>>()?,
            // RFC 7529: what every rule without them means.
            "RSCALE" if value == "GREGORIAN" => {}
            "SKIP" if value == "OMIT" => {}
            _ => return Err(RecurrenceError::UnknownPart { part: shortened(name) }),
        }
        Ok(())
    }

    /// The combinations that RFC 5545 section 3.3.10 forbids.
    pub(super) fn check(&self, frequency: Frequency) -> Result<(), RecurrenceError> {
        let yearly = frequency == Frequency::Yearly;
        let numbered = self.has_numbered_weekday();
        let refused = [
            ("BYWEEKNO", !self.weeks.is_empty() && !yearly),
            ("BYYEARDAY", !self.year_days.is_empty() && !yearly),
            ("BYMONTHDAY", !self.month_days.is_empty() && frequency == Frequency::Weekly),
            ("BYDAY with a number", numbered && !yearly && frequency != Frequency::Monthly),
            ("BYDAY with a number and BYWEEKNO", numbered && !self.weeks.is_empty()),
        ];
        let frequency = frequency_name(frequency);
        refused
            .into_iter()
            .find(|(_, found)| *found)
            .map_or(Ok(()), |(part, _)| Err(RecurrenceError::NotTogether { part, frequency }))
    }

    pub(super) fn has_numbered_weekday(&self) -> bool {
        self.weekdays.iter().any(|day| matches!(day, NWeekday::Nth(..)))
    }

    /// Writes out what RFC 5545 takes from DTSTART, so that the crate can start at any period.
    pub(super) fn complete(&mut self, frequency: Frequency, first: NaiveDateTime) {
        let no_days = self.weekdays.is_empty() && self.month_days.is_empty() && self.year_days.is_empty();
        let day = i8::try_from(first.day()).unwrap_or(1);
        match frequency {
            // The crate would take all seven days of the week; the RFC takes the weekday of DTSTART.
            _ if no_days && (frequency == Frequency::Weekly || !self.weeks.is_empty()) => {
                self.weekdays = vec![NWeekday::Every(first.weekday())];
            }
            Frequency::Yearly if no_days => {
                if self.months.is_empty() {
                    self.months = vec![small(first.month())];
                }
                self.month_days = vec![day];
            }
            Frequency::Monthly if no_days => self.month_days = vec![day],
            _ => {}
        }
        for (times, from_first) in [
            (&mut self.hours, first.hour()),
            (&mut self.minutes, first.minute()),
            (&mut self.seconds, first.second()),
        ] {
            if times.is_empty() {
                times.push(small(from_first));
            }
            times.sort_unstable();
            times.dedup();
        }
    }

    pub(super) fn into_days(self, frequency: Frequency) -> RRule<rrule::Unvalidated> {
        let weekdays = self.weekdays_written_out(frequency);
        let months: Vec<Month> =
            self.months.iter().filter_map(|month| Month::try_from(*month).ok()).collect();
        RRule::new(frequency)
            .by_month(&months)
            .by_month_day(self.month_days)
            .by_year_day(self.year_days)
            .by_week_no(self.weeks)
            .by_weekday(weekdays)
            .by_hour(self.hours)
            .by_minute(self.minutes)
            .by_second(self.seconds)
            .by_set_pos(self.positions)
    }

    /// The crate finds nothing for a list like `MO,1TU`; with every Monday numbered it finds all of them.
    pub(super) fn weekdays_written_out(&self, frequency: Frequency) -> Vec<NWeekday> {
        if !self.has_numbered_weekday() {
            return self.weekdays.clone();
        }
        let last = if frequency == Frequency::Yearly && self.months.is_empty() { 53 } else { 5 };
        let numbered = self.weekdays.iter().flat_map(|day| match *day {
            NWeekday::Every(weekday) => (1..=last).map(|nth| NWeekday::Nth(nth, weekday)).collect(),
            nth @ NWeekday::Nth(..) => vec![nth],
        });
        numbered.collect()
    }
}

pub(super) fn parse_frequency(value: &str) -> Result<Frequency, RecurrenceError> {
    match value {
        "DAILY" => Ok(Frequency::Daily),
        "WEEKLY" => Ok(Frequency::Weekly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "YEARLY" => Ok(Frequency::Yearly),
        "HOURLY" => Err(RecurrenceError::TooFast { frequency: "HOURLY" }),
        "MINUTELY" => Err(RecurrenceError::TooFast { frequency: "MINUTELY" }),
        "SECONDLY" => Err(RecurrenceError::TooFast { frequency: "SECONDLY" }),
        _ => Err(RecurrenceError::NoFrequency),
    }
}

fn frequency_name(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Yearly => "YEARLY",
        Frequency::Monthly => "MONTHLY",
        Frequency::Weekly => "WEEKLY",
        _ => "DAILY",
    }
}

fn weekday(value: &str) -> Option<Weekday> {
    Some(match value {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}

/// `MO`, `1MO`, `+1MO` or `-1MO`.
fn nth_weekday(value: &str) -> Result<NWeekday, RecurrenceError> {
    let refused = || bad("BYDAY", value, "MO to SU, with a number from -53 to 53 in front if needed");
    let value = value.trim();
    let (nth, day) = value.split_at_checked(value.len().saturating_sub(2)).ok_or_else(refused)?;
    let day = weekday(day).ok_or_else(refused)?;
    if nth.is_empty() {
        return Ok(NWeekday::Every(day));
    }
    match nth.parse::<i16>() {
        Ok(nth @ (-53..=-1 | 1..=53)) => Ok(NWeekday::Nth(nth, day)),
        _ => Err(refused()),
    }
}

/// One number of `range`.
fn number<T: TryFrom<i64>>(
    part: &'static str,
    value: &str,
    range: std::ops::RangeInclusive<i64>,
    allowed: &'static str,
) -> Result<T, RecurrenceError> {
    let parsed = value.trim().parse::<i64>().ok().filter(|number| range.contains(number));
    parsed.and_then(|number| T::try_from(number).ok()).ok_or_else(|| bad(part, value, allowed))
}

fn numbers<T: TryFrom<i64>>(
    part: &'static str,
    value: &str,
    range: std::ops::RangeInclusive<i64>,
    allowed: &'static str,
) -> Result<Vec<T>, RecurrenceError> {
    value.split(',').map(|one| number(part, one, range.clone(), allowed)).collect()
}

/// Numbers from 1 to `most` or -`most` to -1.
fn signed<T: TryFrom<i64>>(
    part: &'static str,
    value: &str,
    most: i64,
    allowed: &'static str,
) -> Result<Vec<T>, RecurrenceError> {
    if value.split(',').any(|one| one.trim().parse::<i64>() == Ok(0)) {
        return Err(bad(part, "0", allowed));
    }
    numbers(part, value, -most..=most, allowed)
}

fn bad(part: &'static str, value: &str, allowed: &'static str) -> RecurrenceError {
    RecurrenceError::BadValue { part, value: shortened(value), allowed }
}

/// Enough of a value to find it again, and no more: a broken file may hold anything in any place.
pub(super) fn shortened(value: &str) -> String {
    value.chars().take(16).collect()
}

fn small(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}
