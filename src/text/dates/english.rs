//! English as it is written in Europe: `Tuesday 12 January 2027 at 09:30`. The leading zero marks the 24-hour clock
//! used everywhere in France.

use chrono::{NaiveTime, Timelike, Weekday};
use domain::time::{HalfDay, Minutes};

use super::formatting::Dates;

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// English.
pub struct English;

impl Dates for English {
    fn weekday(&self, day: Weekday) -> &'static str {
        match day {
            Weekday::Mon => "Monday",
            Weekday::Tue => "Tuesday",
            Weekday::Wed => "Wednesday",
            Weekday::Thu => "Thursday",
            Weekday::Fri => "Friday",
            Weekday::Sat => "Saturday",
            Weekday::Sun => "Sunday",
        }
    }

    fn months(&self) -> &'static [&'static str; 12] {
        &MONTHS
    }

    fn time_long(&self, time: NaiveTime) -> String {
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    fn part_of_day(&self, time: NaiveTime) -> &'static str {
        match HalfDay::of(time) {
            HalfDay::Morning => "morning",
            HalfDay::Afternoon => "afternoon",
        }
    }

    fn duration(&self, minutes: Minutes) -> String {
        let hours = |count| format!("{count} hour{}", if count == 1 { "" } else { "s" });
        let rest = |count| format!("{count} minute{}", if count == 1 { "" } else { "s" });
        match (minutes.0 / 60, minutes.0 % 60) {
            (0, minutes) => rest(minutes),
            (count, 0) => hours(count),
            (count, minutes) => format!("{} {}", hours(count), rest(minutes)),
        }
    }

    fn at(&self, day: &str, time: &str) -> String {
        format!("{day} at {time}")
    }
}
