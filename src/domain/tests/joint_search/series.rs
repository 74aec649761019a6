//! The oracle's own expansion of simple recurrence rules, day by day.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use domain::agenda::Opening;

use super::clock::{self, DAY, Reading};

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// The end of a series, itself inside.
enum Until {
    /// A day.
    Day(i64),
    /// A wall-clock minute.
    Shown(i64),
    /// A UTC minute.
    Utc(i64),
}

impl Until {
    fn read(text: &str) -> Self {
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y%m%d") {
            return Self::Day(clock::day_number(day));
        }
        let time = NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), "%Y%m%dT%H%M%S").unwrap();
        let minute = time.and_utc().timestamp().div_euclid(60);
        if text.ends_with('Z') { Self::Utc(minute) } else { Self::Shown(minute) }
    }
}

/// The part of RFC 5545 section 3.3.10 that the cases use.
struct Rule<'a> {
    freq: &'a str,
    interval: i64,
    /// Ordinal in the month (0: every one) and weekday.
    by_day: Vec<(i64, i64)>,
    by_month_day: Vec<i64>,
    count: Option<u32>,
    until: Option<Until>,
    week_start: i64,
}

impl<'a> Rule<'a> {
    fn read(text: &'a str) -> Self {
        let mut rule = Self {
            freq: "",
            interval: 1,
            by_day: Vec::new(),
            by_month_day: Vec::new(),
            count: None,
            until: None,
            week_start: 0,
        };
        for (key, value) in text.split(';').map(|part| part.split_once('=').unwrap()) {
            match key {
                "FREQ" => rule.freq = value,
                "INTERVAL" => rule.interval = value.parse().unwrap(),
                "BYDAY" => {
                    rule.by_day = value
                        .split(',')
                        .map(|item| item.split_at(item.len() - 2))
                        .map(|(nth, name)| (nth.parse().unwrap_or(0), weekday(name)))
                        .collect();
                }
                "BYMONTHDAY" => {
                    rule.by_month_day = value.split(',').map(|item| item.parse().unwrap()).collect();
                }
                "COUNT" => rule.count = Some(value.parse().unwrap()),
                "UNTIL" => rule.until = Some(Until::read(value)),
                "WKST" => rule.week_start = weekday(value),
                _ => panic!("the oracle does not know {key}"),
            }
        }
        rule
    }

    /// True when the rule gives `day`, counting from `first`; COUNT and UNTIL aside.
    fn gives(&self, first: i64, day: i64) -> bool {
        let on_weekday = |list: &[(i64, i64)]| list.iter().any(|(_, wanted)| *wanted == clock::weekday(day));
        match self.freq {
            "DAILY" => {
                (day - first) % self.interval == 0 && (self.by_day.is_empty() || on_weekday(&self.by_day))
            }
            "WEEKLY" => {
                let start_of_week = |day: i64| day - (clock::weekday(day) - self.week_start).rem_euclid(7);
                let weeks = (start_of_week(day) - start_of_week(first)) / 7;
                let own = [(0, clock::weekday(first))];
                weeks % self.interval == 0
                    && on_weekday(if self.by_day.is_empty() { &own } else { &self.by_day })
            }
            "MONTHLY" => self.gives_in_month(clock::date(first), clock::date(day)),
            other => panic!("the oracle does not know FREQ={other}"),
        }
    }

    fn gives_in_month(&self, first: NaiveDate, day: NaiveDate) -> bool {
        let month = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
        let from_start = i64::from(day.day());
        let from_end = i64::from(day.num_days_in_month()) + 1 - from_start;
        let on_day = if !self.by_day.is_empty() {
            let weekday = i64::from(day.weekday().num_days_from_monday());
            let nth = (from_start + 6) / 7;
            let nth_from_end = -((from_end + 6) / 7);
            self.by_day.iter().any(|(wanted, on)| *on == weekday && [0, nth, nth_from_end].contains(wanted))
        } else if !self.by_month_day.is_empty() {
            self.by_month_day.iter().any(|wanted| [from_start, -from_end].contains(wanted))
        } else {
            day.day() == first.day()
        };
        (month(day) - month(first)) % self.interval == 0 && on_day
    }

    /// True when an occurrence that starts at the wall-clock minute `start` is past UNTIL.
    fn is_over(&self, zone: Tz, start: i64) -> bool {
        match self.until {
            None => false,
            Some(Until::Day(last)) => start.div_euclid(DAY) > last,
            Some(Until::Shown(last)) => start > last,
            Some(Until::Utc(last)) => clock::utc(zone, start, Reading::Rfc5545) > last,
        }
    }
}

fn weekday(name: &str) -> i64 {
    (0_i64..).zip(WEEKDAYS).find(|(_, known)| *known == name).unwrap().0
}

/// The days that the rule of `opening` gives, up to and with the day `last`.
pub fn days(opening: &Opening, zone: Tz, last: i64) -> Vec<i64> {
    let first = clock::day_number(opening.first_day);
    let Some(text) = &opening.rule else { return vec![first] };
    let rule = Rule::read(text);
    let mut given = Vec::new();
    for day in first..=last {
        if rule.count.is_some_and(|count| given.len() == count as usize)
            || rule.is_over(zone, day * DAY + i64::from(opening.from.0))
        {
            break;
        }
        if rule.gives(first, day) {
            given.push(day);
        }
    }
    given
}
