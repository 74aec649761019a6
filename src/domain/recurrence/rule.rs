//! A validated recurrence rule, with the cost of expanding it.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use rrule::{Frequency, RRule, RRuleSet, Tz};

use crate::recurrence::error::{MAX_LENGTH, MAX_TIMES_A_DAY, RecurrenceError};
use crate::recurrence::rule_parts::{Parts, parse_frequency, shortened};

/// Number of times a day from which BYSETPOS doubles the cost of a period.
const TIMES_OF_ONE_COST: usize = 48;

/// A validated rule, completed with what DTSTART implies.
pub(super) struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: u16,
    pub(super) count: Option<u32>,
    pub(super) until: Option<NaiveDateTime>,
    pub(super) week_start: Weekday,
    /// Cost of one period, in steps.
    pub(super) cost: u64,
    pub(super) days: RRule<rrule::Unvalidated>,
}

impl Rule {
    pub(super) fn parse(text: &str, first: NaiveDateTime) -> Result<Self, RecurrenceError> {
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
        let cost = period_cost(frequency) * (1 + sets as u64);
        let week_start = parts.week_start.unwrap_or(Weekday::Mon);
        let days = parts.into_days(frequency).interval(interval).week_start(week_start);
        Ok(Self { frequency, interval, count, until, week_start, cost, days })
    }

    /// The first day of the last period (day, week, month or year that INTERVAL keeps) to start at or before `at`.
    pub(super) fn period_of(&self, first: NaiveDateTime, at: NaiveDateTime) -> NaiveDate {
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

    /// Cost of expanding the rule from `start` to `end`, both touched periods included.
    pub(super) fn cost_between(&self, start: NaiveDate, end: NaiveDate) -> u64 {
        let days = (end - start).num_days().max(0);
        let length = match self.frequency {
            Frequency::Yearly => 365,
            Frequency::Monthly => 28,
            Frequency::Weekly => 7,
            _ => 1,
        };
        let periods = days / (length * i64::from(self.interval)) + 1;
        periods.unsigned_abs().saturating_mul(self.cost)
    }

    /// Cost when the crate finds nothing until it gives up: after a hundred thousand periods, or at the end of its
    /// calendar, eight thousand years away.
    pub(super) const fn dead_end(&self) -> u64 {
        match self.frequency {
            Frequency::Yearly | Frequency::Monthly => 450_000,
            Frequency::Weekly => 100_000,
            _ => 50_000,
        }
    }

    /// The occurrences from the midnight that starts `period` on. UTC is used as the floating local time, so that
    /// clock changes have no effect.
    pub(super) fn set_from(&self, period: NaiveDate) -> Result<RRuleSet, RecurrenceError> {
        let start = period.and_time(NaiveTime::MIN).and_utc().with_timezone(&Tz::UTC);
        let set = self.days.clone().build(start).map_err(|_| RecurrenceError::Contradictory)?;
        Ok(set.limit())
    }
}

/// Cost of examining one period, in steps; measured.
const fn period_cost(frequency: Frequency) -> u64 {
    match frequency {
        Frequency::Yearly => 60,
        Frequency::Monthly => 15,
        Frequency::Weekly => 2,
        _ => 1,
    }
}

fn year_start(first: NaiveDate, years: i64) -> NaiveDate {
    let year = i32::try_from(i64::from(first.year()) + years).unwrap_or(first.year());
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(first)
}

fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month())
}
