//! Tests of recurrence rules: usual forms, edge cases and hostile ones.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn year(year: i32) -> Range<NaiveDateTime> {
    at(&format!("{year}-01-01 00:00"))..at(&format!("{}-01-01 00:00", year + 1))
}

fn days(rule: &str, first: &str, window: Range<NaiveDateTime>) -> String {
    let found = expand(rule, at(first), window).unwrap();
    found.iter().map(|day| day.format("%m%d").to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_shapes_that_calendars_write() {
    for (rule, first, expected) in [
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260209T090000", "2026-01-05 09:00", "0105 0112 0119 0126 0202 0209"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260209", "2026-01-26 09:00", "0126 0202 0209"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", "2025-12-24 09:00", "0107 0121"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU;COUNT=4", "2026-01-05 09:00", "0105 0118 0119 0201"),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "2026-01-30 09:00", "0130 0227 0327"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", "2026-01-30 09:00", "0130 0227 0331"),
        ("FREQ=MONTHLY;COUNT=3", "2026-01-31 09:00", "0131 0331 0531"),
        ("FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=10", "2024-11-10 09:00", "0210 0710 1210"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "1996-03-31 02:00", "0329"),
        ("FREQ=YEARLY;BYWEEKNO=20", "1997-05-15 09:00", "0514"),
        ("FREQ=YEARLY;INTERVAL=3", "2020-07-14 09:00", "0714"),
        ("FREQ=YEARLY;INTERVAL=4", "2020-07-14 09:00", ""),
        ("FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1,-1", "1970-01-01 09:00", "0101 0131"),
        ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=OMIT", "2025-07-14 09:00", "0714"),
        ("freq=daily;interval=100", "1970-01-01 09:00", "0216 0527 0904 1213"),
        ("FREQ=MONTHLY;BYDAY=1TU,WE;BYMONTH=2", "2026-02-03 09:00", "0203 0204 0211 0218 0225"),
    ] {
        assert_eq!(days(rule, first, year(2026)), expected, "{rule}");
    }
}

#[test]
fn only_what_the_rule_gives_and_only_inside_the_window() {
    assert_eq!(days("FREQ=WEEKLY;BYDAY=TU;COUNT=2", "2026-01-05 09:00", year(2026)), "0106 0113");
    let window = at("2026-01-06 09:00")..at("2026-01-08 09:00");
    assert_eq!(days("FREQ=DAILY", "2026-01-01 09:00", window), "0106 0107");
    assert_eq!(days("FREQ=DAILY;UNTIL=20250101", "2026-01-01 09:00", year(2026)), "");
    assert_eq!(days("FREQ=DAILY", "2027-01-01 00:00", year(2026)), "");
}

#[test]
fn old_series_and_impossible_rules_end() {
    for first in ["1970-01-01 09:00", "2015-06-01 09:00"] {
        assert_eq!(expand("FREQ=DAILY", at(first), year(2026)).unwrap().len(), 365);
        assert_eq!(expand("FREQ=DAILY;COUNT=50000", at(first), year(2026)).unwrap().len(), 365);
    }
    for impossible in [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=9",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    ] {
        assert_eq!(days(impossible, "2026-01-05 09:00", year(2026)), "", "{impossible}");
    }
}

#[test]
fn refusals_name_the_part_and_the_mend() {
    for (rule, expected) in [
        ("FREQ=SECONDLY", "FREQ=SECONDLY is too fast for an agenda; write FREQ=DAILY with BYHOUR instead"),
        (
            "INTERVAL=2",
            "the rule has no FREQ, or an unknown one; write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY",
        ),
        ("FREQ=DAILY;INTERVAL=0", "\"0\" in INTERVAL is out of range; use 1 to 999"),
        (
            "FREQ=DAILY;COUNT=99999999999",
            "\"99999999999\" in COUNT is out of range; use 1 to 1000000, or UNTIL",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "\"0\" in BYMONTHDAY is out of range; use 1 to 31 or -31 to -1"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY does not go with FREQ=WEEKLY; remove it or change FREQ"),
        (
            "FREQ=WEEKLY;UNTIL=20260101T000000Z",
            "UNTIL is in UTC; convert it to the zone of the series first (until_to_local)",
        ),
        (
            "FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=1,2,3,4,5;BYSECOND=1,2,3,4,5",
            "BYHOUR, BYMINUTE and BYSECOND make 100 times a day; use at most 96",
        ),
        (
            "FREQ=DAILY;BYEASTER=1",
            "rule part \"BYEASTER\" is not known; leave it out or write the dates as RDATE",
        ),
        (
            "FREQ=DAILY;;COUNT",
            "rule part \"COUNT\" is not written NAME=VALUE, or stands twice; write each part once, as in INTERVAL=2",
        ),
    ] {
        assert_eq!(expand(rule, at("2026-01-05 09:00"), year(2026)).unwrap_err().to_string(), expected);
    }
    for rule in
        ["FREQ=DAILY;BYDAY=é", "", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=X", "FREQ=DAILY;UNTIL=x"]
    {
        expand(rule, at("2026-01-05 09:00"), year(2026)).unwrap_err();
    }
}

#[test]
fn limits_count_inside_the_window_and_over_the_budget() {
    let quarters = "FREQ=DAILY;BYHOUR=8,9,10;BYMINUTE=0,15,30,45";
    let error = expand(quarters, at("2015-01-01 08:00"), year(2026)).unwrap_err();
    assert_eq!(error, RecurrenceError::TooManyOccurrences);
    assert_eq!(expand("FREQ=DAILY", at("1600-01-01 09:00"), year(2026)).unwrap().len(), 365);
    let error = expand("FREQ=DAILY;COUNT=1000000", at("1200-01-01 09:00"), year(2026)).unwrap_err();
    assert_eq!(error, RecurrenceError::TooCostly);
    let mut budget = Budget::new(1_000);
    expand_within("FREQ=DAILY", at("2015-01-01 08:00"), year(2026), &mut budget).unwrap();
    let again = expand_within("FREQ=DAILY", at("2015-01-01 08:00"), year(2026), &mut budget);
    assert_eq!(again, Err(RecurrenceError::TooCostly));
}

#[test]
fn until_becomes_local() {
    let paris = |utc: DateTime<Utc>| utc.naive_utc() + Duration::hours(1);
    let rule = "FREQ=WEEKLY;UNTIL=20260209T080000Z;BYDAY=MO";
    assert_eq!(until_to_local(rule, paris), "FREQ=WEEKLY;UNTIL=20260209T090000;BYDAY=MO");
    assert_eq!(until_to_local("UNTIL=20260209;FREQ=DAILY", paris), "UNTIL=20260209T235959;FREQ=DAILY");
    assert_eq!(until_to_local("FREQ=DAILY;UNTIL=soon", paris), "FREQ=DAILY;UNTIL=soon");
}

/// A rule as the oracle sees it: written independently, one day after the other from DTSTART on.
#[derive(Clone, Debug)]
struct Plain {
    weekly: bool,
    interval: i64,
    weekdays: Vec<Weekday>,
    months: Vec<u32>,
    month_days: Vec<u32>,
    hours: Vec<u32>,
    count: Option<usize>,
    until: Option<i64>,
    sunday_first: bool,
}

impl Plain {
    fn text(&self, first: NaiveDateTime) -> String {
        let list = |name: &str, values: Vec<String>| {
            if values.is_empty() { String::new() } else { format!(";{name}={}", values.join(",")) }
        };
        let strings = |values: &[u32]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
        let weekdays = self.weekdays.iter().map(|day| day.to_string()[..2].to_uppercase()).collect();
        let until = self.until.map(|days| (first + Duration::days(days)).format("%Y%m%dT%H%M%S").to_string());
        format!(
            "FREQ={};INTERVAL={}{}{}{}{}{}{}{}",
            if self.weekly { "WEEKLY" } else { "DAILY" },
            self.interval,
            list("BYDAY", weekdays),
            list("BYMONTH", strings(&self.months)),
            list("BYMONTHDAY", strings(&self.month_days)),
            list("BYHOUR", strings(&self.hours)),
            list("COUNT", self.count.iter().map(ToString::to_string).collect()),
            list("UNTIL", until.into_iter().collect()),
            if self.sunday_first { ";WKST=SU" } else { "" },
        )
    }

    fn takes(&self, first: NaiveDate, day: NaiveDate) -> bool {
        let start = if self.sunday_first { Weekday::Sun } else { Weekday::Mon };
        let steps = if self.weekly {
            let weeks = |day: NaiveDate| day - Duration::days(i64::from(day.weekday().days_since(start)));
            (weeks(day) - weeks(first)).num_days() / 7
        } else {
            (day - first).num_days()
        };
        let weekday = if self.weekly && self.weekdays.is_empty() {
            day.weekday() == first.weekday()
        } else {
            self.weekdays.is_empty() || self.weekdays.contains(&day.weekday())
        };
        steps % self.interval == 0
            && weekday
            && (self.months.is_empty() || self.months.contains(&day.month()))
            && (self.month_days.is_empty() || self.month_days.contains(&day.day()))
    }

    fn occurrences(&self, first: NaiveDateTime, window: &Range<NaiveDateTime>) -> Vec<NaiveDateTime> {
        let mut hours = if self.hours.is_empty() { vec![first.hour()] } else { self.hours.clone() };
        hours.sort_unstable();
        hours.dedup();
        let until = self.until.map_or(NaiveDateTime::MAX, |days| first + Duration::days(days));
        let days = first.date().iter_days().take_while(|day| *day <= window.end.date());
        days.filter(|day| self.takes(first.date(), *day))
            .flat_map(|day| hours.iter().map(move |hour| day.and_hms_opt(*hour, first.minute(), 0).unwrap()))
            .filter(|time| *time >= first && *time <= until)
            .take(self.count.unwrap_or(usize::MAX))
            .filter(|time| window.contains(time))
            .collect()
    }
}

fn plain() -> impl Strategy<Value = Plain> {
    let weekday = (0_u8..7).prop_map(|day| Weekday::try_from(day).unwrap());
    (
        any::<bool>(),
        prop_oneof![4 => 1_i64..4, 1 => 4_i64..40],
        prop::collection::vec(weekday, 0..4),
        prop_oneof![3 => Just(vec![]), 1 => prop::collection::vec(1_u32..=12, 1..4)],
        prop_oneof![3 => Just(vec![]), 1 => prop::collection::vec(1_u32..=31, 1..4)],
        prop_oneof![2 => Just(vec![]), 1 => prop::collection::vec(0_u32..24, 1..4)],
        prop::option::of(1_usize..800),
        prop::option::of(0_i64..4_000),
        any::<bool>(),
    )
        .prop_map(
            |(weekly, interval, weekdays, months, month_days, hours, count, until, sunday_first)| Plain {
                weekly,
                interval,
                weekdays,
                months,
                month_days: if weekly { vec![] } else { month_days },
                hours,
                count,
                until,
                sunday_first,
            },
        )
}

proptest! {
    #[test]
    fn agrees_with_a_walk_day_by_day(rule in plain(), start in 0_i64..6_000, minute in 0_i64..1_440, window in 0_i64..7_000, length in 1_i64..500) {
        let first = at("2012-01-01 00:00") + Duration::days(start) + Duration::minutes(minute);
        let from = at("2012-01-01 00:00") + Duration::days(window) + Duration::hours(start % 24);
        let window = from..from + Duration::days(length);
        let text = rule.text(first);
        let mut budget = Budget::new(1_000_000);
        let found = expand_within(&text, first, window.clone(), &mut budget).unwrap();
        prop_assert_eq!(found, rule.occurrences(first, &window), "{} from {}", text, first);
    }

    #[test]
    fn no_text_panics(rule in "(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);)?((BYDAY|BYMONTH|BYMONTHDAY|BYWEEKNO|BYYEARDAY|BYSETPOS|BYHOUR|INTERVAL|COUNT|UNTIL|WKST)=-?[0-9]{0,2}(,-?[0-9]{1,3})?(MO|SU)?;){0,3}", start in 0_i64..40_000) {
        let first = at("1930-01-01 09:00") + Duration::days(start);
        let _ = expand(&rule, first, year(2026));
    }
}
