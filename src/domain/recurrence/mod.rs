//! Recurrence rules (RFC 5545 section 3.3.10) played in floating local time, with guards: a rule of sixty bytes
//! must not keep the service busy. Not for zones: the caller turns what it gets into UTC.
//!
//! The `rrule` crate finds the days; this file decides where it starts, when it stops and what it is never asked.

#[cfg(test)]
mod tests;

use std::ops::Range;

use chrono::{
    DateTime, Datelike, Duration, Month, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc, Weekday,
};
use rrule::{Frequency, NWeekday, RRule, RRuleSet, Tz};

/// Most occurrences that one rule may have inside the window.
pub const MAX_OCCURRENCES: usize = 4_000;
/// Longest rule read, in bytes: room for a list of all the days of a year.
const MAX_LENGTH: usize = 4_096;
/// Most times of day in BYHOUR x BYMINUTE x BYSECOND: one per quarter of an hour.
const MAX_TIMES_A_DAY: usize = 96;
const MAX_COUNT: i64 = 1_000_000;
const MAX_INTERVAL: i64 = 999;
/// From how many times a day on BYSETPOS makes a period twice as costly.
const TIMES_OF_ONE_COST: usize = 48;

/// Why a rule is not played. Every message says what was found and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// Not ASCII, or longer than a rule can be.
    #[error(
        "the rule is longer than {MAX_LENGTH} bytes or not plain ASCII; write it as RFC 5545 section 3.3.10 says"
    )]
    Unreadable,
    /// A part without a value, without an equals sign, or written twice.
    #[error(
        "rule part {part:?} is not written NAME=VALUE, or stands twice; write each part once, as in INTERVAL=2"
    )]
    Malformed {
        /// The name of the part.
        part: String,
    },
    /// A part this reader does not know.
    #[error("rule part {part:?} is not known; leave it out or write the dates as RDATE")]
    UnknownPart {
        /// The name of the part.
        part: String,
    },
    /// No FREQ, or one that RFC 5545 does not know.
    #[error("the rule has no FREQ, or an unknown one; write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")]
    NoFrequency,
    /// HOURLY, MINUTELY or SECONDLY.
    #[error("FREQ={frequency} is too fast for an agenda; write FREQ=DAILY with BYHOUR instead")]
    TooFast {
        /// The frequency found.
        frequency: &'static str,
    },
    /// A value that is not a number, or outside what the part allows.
    #[error("{value:?} in {part} is out of range; use {allowed}")]
    BadValue {
        /// The name of the part.
        part: &'static str,
        /// The value found, cut short.
        value: String,
        /// What may stand there.
        allowed: &'static str,
    },
    /// A part that RFC 5545 forbids with this FREQ.
    #[error("{part} does not go with FREQ={frequency}; remove it or change FREQ")]
    NotTogether {
        /// The name of the part.
        part: &'static str,
        /// The frequency found.
        frequency: &'static str,
    },
    /// UNTIL ends in Z.
    #[error("UNTIL is in UTC; convert it to the zone of the series first (until_to_local)")]
    UntilInUtc,
    /// More times a day than an agenda can have.
    #[error("BYHOUR, BYMINUTE and BYSECOND make {times} times a day; use at most {MAX_TIMES_A_DAY}")]
    TooManyTimes {
        /// How many.
        times: usize,
    },
    /// More than [`MAX_OCCURRENCES`] inside the window.
    #[error(
        "the rule gives more than {MAX_OCCURRENCES} dates in the window; use a longer INTERVAL or fewer BYHOUR values"
    )]
    TooManyOccurrences,
    /// The budget is spent.
    #[error("the rule is too costly to follow; give it an UNTIL instead of COUNT, or a later start")]
    TooCostly,
    /// Refused by the crate that finds the days.
    #[error("the rule contradicts itself; check its BY parts against RFC 5545 section 3.3.10")]
    Contradictory,
}

/// What may still be spent on following rules. It counts steps, so the same input always ends at the same place.
#[derive(Clone, Debug)]
pub struct Budget {
    steps: u64,
}

impl Budget {
    /// A budget of `steps`: a step is about what it costs to look at one day, half a microsecond or so. A week takes
    /// two, a month fifteen, a year sixty, an occurrence one.
    #[must_use]
    pub const fn new(steps: u64) -> Self {
        Self { steps }
    }

    fn spend(&mut self, steps: u64) -> Result<(), RecurrenceError> {
        self.steps = self.steps.checked_sub(steps).ok_or(RecurrenceError::TooCostly)?;
        Ok(())
    }
}

impl Default for Budget {
    /// Enough for one honest rule: a daily one followed for more than a thousand years.
    fn default() -> Self {
        Self::new(500_000)
    }
}

/// The occurrences of `rule` inside the half-open `window`, sorted, each once, for a series whose DTSTART is
/// `first`. All is floating local time. It gives only what the rule gives: `first` itself only when the rule
/// gives it. An UNTIL is local and included; a DATE stands for the end of that day.
///
/// # Errors
/// [`RecurrenceError`] when the rule is not one of RFC 5545, faster than daily, or beyond the limits.
pub fn expand(
    rule: &str,
    first: NaiveDateTime,
    window: Range<NaiveDateTime>,
) -> Result<Vec<NaiveDateTime>, RecurrenceError> {
    expand_within(rule, first, window, &mut Budget::default())
}

/// As [`expand`], drawing on a budget that many rules share.
///
/// # Errors
/// As [`expand`]; [`RecurrenceError::TooCostly`] when the budget is spent.
pub fn expand_within(
    rule: &str,
    first: NaiveDateTime,
    window: Range<NaiveDateTime>,
    budget: &mut Budget,
) -> Result<Vec<NaiveDateTime>, RecurrenceError> {
    let rule = Rule::parse(rule, first)?;
    // UNTIL is included, the window's end is not; rules know whole seconds only.
    let end = rule.until.map_or(window.end, |until| window.end.min(until + Duration::seconds(1)));
    if first >= end || window.start >= end {
        return Ok(Vec::new());
    }
    // With a COUNT every occurrence since the first one matters; without, only the window does.
    let from = if rule.count.is_some() { first } else { first.max(window.start) };
    let start = rule.period_of(first, from);
    budget.spend(rule.cost_between(start, end.date()))?;
    let mut left = rule.count.unwrap_or(u32::MAX);
    let mut found = Vec::new();
    for occurrence in &rule.set_from(start)? {
        let occurrence = occurrence.naive_utc();
        if occurrence < first {
            continue;
        }
        if occurrence >= end || left == 0 {
            // It may have been looked for far behind the end.
            budget.spend(rule.cost_between(end.date(), occurrence.date()))?;
            return Ok(found);
        }
        left -= 1;
        budget.spend(1)?;
        if occurrence >= window.start {
            if found.len() == MAX_OCCURRENCES {
                return Err(RecurrenceError::TooManyOccurrences);
            }
            found.push(occurrence);
        }
        if left == 0 {
            return Ok(found);
        }
    }
    budget.spend(rule.dead_end())?;
    Ok(found)
}

/// `rule` with its UNTIL in local time: a UTC one goes through `to_local`, a DATE becomes the last second of
/// that day, all else stays as it is (an unreadable UNTIL too: [`expand`] names it).
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
fn parse_local(value: &str) -> Option<NaiveDateTime> {
    if value.len() == 8 {
        return NaiveDate::parse_from_str(value, "%Y%m%d").ok()?.and_hms_opt(23, 59, 59);
    }
    NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%S").ok()
}

/// A rule that has passed the guards, with all that DTSTART adds to it written out.
struct Rule {
    frequency: Frequency,
    interval: u16,
    count: Option<u32>,
    until: Option<NaiveDateTime>,
    week_start: Weekday,
    /// What one period costs.
    cost: u64,
    days: RRule<rrule::Unvalidated>,
}

/// The parts of a rule as numbers, before DTSTART fills the gaps.
#[derive(Default)]
struct Parts {
    interval: Option<u16>,
    count: Option<u32>,
    until: Option<NaiveDateTime>,
    week_start: Option<Weekday>,
    months: Vec<u8>,
    month_days: Vec<i8>,
    year_days: Vec<i16>,
    weeks: Vec<i8>,
    weekdays: Vec<NWeekday>,
    hours: Vec<u8>,
    minutes: Vec<u8>,
    seconds: Vec<u8>,
    positions: Vec<i32>,
}

impl Rule {
    fn parse(text: &str, first: NaiveDateTime) -> Result<Self, RecurrenceError> {
        if text.len() > MAX_LENGTH || !text.is_ascii() {
            return Err(RecurrenceError::Unreadable);
        }
        let text = text.to_ascii_uppercase();
        let mut frequency = None;
        let mut parts = Parts::default();
        let mut seen = Vec::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) =
                part.split_once('=').map_or((part, ""), |(name, value)| (name.trim(), value.trim()));
            if value.is_empty() || seen.contains(&name) {
                return Err(RecurrenceError::Malformed { part: shortened(name) });
            }
            seen.push(name);
            if name == "FREQ" {
                frequency = Some(parse_frequency(value)?);
            } else {
                parts.set(name, value)?;
            }
        }
        let frequency = frequency.ok_or(RecurrenceError::NoFrequency)?;
        parts.check(frequency)?;
        parts.complete(frequency, first);
        let times = parts.hours.len() * parts.minutes.len() * parts.seconds.len();
        if times > MAX_TIMES_A_DAY {
            return Err(RecurrenceError::TooManyTimes { times });
        }
        let interval = parts.interval.unwrap_or(1);
        let (count, until) = (parts.count, parts.until);
        let sets = if parts.positions.is_empty() { 0 } else { times / TIMES_OF_ONE_COST };
        let cost = period_cost(frequency) * (1 + u64::try_from(sets).unwrap_or(0));
        let week_start = parts.week_start.unwrap_or(Weekday::Mon);
        let days = parts.into_days(frequency).interval(interval).week_start(week_start);
        Ok(Self { frequency, interval, count, until, week_start, cost, days })
    }

    /// The first day of the last period (day, week, month or year that INTERVAL keeps) to start at or before `at`.
    fn period_of(&self, first: NaiveDateTime, at: NaiveDateTime) -> NaiveDate {
        let (first, at, step) = (first.date(), at.date(), i64::from(self.interval));
        let whole = |distance: i64| distance - distance.rem_euclid(step);
        match self.frequency {
            Frequency::Yearly => year_start(first, whole(i64::from(at.year() - first.year()))),
            Frequency::Monthly => {
                let month = first.with_day(1).unwrap_or(first);
                let ahead = whole(months_between(first, at));
                let ahead = chrono::Months::new(u32::try_from(ahead).unwrap_or(0));
                month.checked_add_months(ahead).unwrap_or(month)
            }
            Frequency::Weekly => {
                let monday = |day: NaiveDate| day.week(self.week_start).checked_first_day().unwrap_or(day);
                monday(first) + Duration::weeks(whole((monday(at) - monday(first)).num_weeks()))
            }
            _ => first + Duration::days(whole((at - first).num_days())),
        }
    }

    /// What it costs to follow the rule from `start` to `end`, both touched periods counted.
    fn cost_between(&self, start: NaiveDate, end: NaiveDate) -> u64 {
        let days = (end - start).num_days().max(0);
        let length = match self.frequency {
            Frequency::Yearly => 365,
            Frequency::Monthly => 28,
            Frequency::Weekly => 7,
            _ => 1,
        };
        let periods = u64::try_from(days / (length * i64::from(self.interval)) + 1).unwrap_or(0);
        periods.saturating_mul(self.cost)
    }

    /// What a rule costs that the crate had to follow without finding anything until it gave up: after a hundred
    /// thousand periods, or at the end of its calendar, eight thousand years away.
    const fn dead_end(&self) -> u64 {
        match self.frequency {
            Frequency::Yearly | Frequency::Monthly => 450_000,
            Frequency::Weekly => 100_000,
            _ => 50_000,
        }
    }

    /// What the rule gives from the midnight that starts `period` on. UTC stands for the floating local time, so
    /// that no clock change gets in the way.
    fn set_from(&self, period: NaiveDate) -> Result<RRuleSet, RecurrenceError> {
        let start = period.and_time(NaiveTime::MIN).and_utc().with_timezone(&Tz::UTC);
        let set = self.days.clone().build(start).map_err(|_| RecurrenceError::Contradictory)?;
        Ok(set.limit())
    }
}

/// What it costs to look at one period, in steps; measured.
const fn period_cost(frequency: Frequency) -> u64 {
    match frequency {
        Frequency::Yearly => 60,
        Frequency::Monthly => 15,
        Frequency::Weekly => 2,
        _ => 1,
    }
}

impl Parts {
    fn set(&mut self, name: &str, value: &str) -> Result<(), RecurrenceError> {
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
    fn check(&self, frequency: Frequency) -> Result<(), RecurrenceError> {
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

    fn has_numbered_weekday(&self) -> bool {
        self.weekdays.iter().any(|day| matches!(day, NWeekday::Nth(..)))
    }

    /// Writes out what RFC 5545 takes from DTSTART, so that the crate can start at any period.
    fn complete(&mut self, frequency: Frequency, first: NaiveDateTime) {
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

    fn into_days(self, frequency: Frequency) -> RRule<rrule::Unvalidated> {
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
    fn weekdays_written_out(&self, frequency: Frequency) -> Vec<NWeekday> {
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

fn parse_frequency(value: &str) -> Result<Frequency, RecurrenceError> {
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
fn shortened(value: &str) -> String {
    value.chars().take(16).collect()
}

fn small(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

fn year_start(first: NaiveDate, years: i64) -> NaiveDate {
    let year = i32::try_from(i64::from(first.year()) + years).unwrap_or(first.year());
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(first)
}

fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month())
}
