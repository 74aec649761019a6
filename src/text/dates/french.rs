//! French: `mardi 12 janvier 2027 à 9 h 30`. Times in the style of the Imprimerie nationale, `9h30` in SMS.
//!
//! Ordinary spaces only: a no-break space is not in GSM 7-bit and halves an SMS.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};
use domain::time::{HalfDay, Minutes};

use super::formatting::Dates;

/// French.
pub struct French;

impl Dates for French {
    fn weekday(&self, day: Weekday) -> &'static str {
        weekday(day)
    }

    fn months(&self) -> &'static [&'static str; 12] {
        &MONTHS
    }

    fn day_short(&self, day: NaiveDate) -> String {
        day_short(day)
    }

    fn time_long(&self, time: NaiveTime) -> String {
        time_long(time)
    }

    fn time_short(&self, time: NaiveTime) -> String {
        time_short(time)
    }

    fn part_of_day(&self, time: NaiveTime) -> &'static str {
        part_of_day(time)
    }

    fn duration(&self, minutes: Minutes) -> String {
        duration(minutes)
    }

    fn at(&self, day: &str, time: &str) -> String {
        format!("{day} à {time}")
    }
}

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `mardi 12 janvier 2027 à 9 h 30`, for letters and screens.
#[must_use]
pub fn long(at: NaiveDateTime) -> String {
    French.long(at)
}

/// `mardi 12 janvier à 9h30`, for subjects and SMS.
#[must_use]
pub fn short(at: NaiveDateTime) -> String {
    French.short(at)
}

/// `mardi 12 janvier 2027`; the first of a month is `vendredi 1er janvier 2027`.
#[must_use]
pub fn day_long(day: NaiveDate) -> String {
    French.day_long(day)
}

/// `mardi 12 janvier`; the first of a month is `vendredi 1er janvier`.
#[must_use]
pub fn day_short(day: NaiveDate) -> String {
    let ordinal = if day.day() == 1 { "er" } else { "" };
    format!("{} {}{ordinal} {}", weekday(day.weekday()), day.day(), MONTHS[day.month0() as usize])
}

/// `janvier 2027`.
#[must_use]
pub fn month(day: NaiveDate) -> String {
    French.month(day)
}

/// `9 h 30`, `14 h`: 24 hours, seconds dropped.
#[must_use]
pub fn time_long(time: NaiveTime) -> String {
    match time.minute() {
        0 => format!("{} h", time.hour()),
        minute => format!("{} h {minute:02}", time.hour()),
    }
}

/// `9 h 30`, `14 h`, on one line: for screens.
#[must_use]
pub fn time(time: NaiveTime) -> String {
    French.time(time)
}

/// `9h30`, `14h`: 24 hours, seconds dropped.
#[must_use]
pub fn time_short(time: NaiveTime) -> String {
    match time.minute() {
        0 => format!("{}h", time.hour()),
        minute => format!("{}h{minute:02}", time.hour()),
    }
}

/// `matin` before noon, `après-midi` from noon on.
#[must_use]
pub fn part_of_day(time: NaiveTime) -> &'static str {
    match HalfDay::of(time) {
        HalfDay::Morning => "matin",
        HalfDay::Afternoon => "après-midi",
    }
}

/// `45 minutes`, `1 heure`, `1 h 30`.
#[must_use]
pub fn duration(minutes: Minutes) -> String {
    // French keeps the singular for zero: "0 minute".
    let plural = |count: u32| if count > 1 { "s" } else { "" };
    match (minutes.0 / 60, minutes.0 % 60) {
        (0, minutes) => format!("{minutes} minute{}", plural(minutes)),
        (hours, 0) => format!("{hours} heure{}", plural(hours)),
        (hours, minutes) => format!("{hours} h {minutes:02}"),
    }
}

/// `lundi` to `dimanche`.
#[must_use]
pub const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "lundi",
        Weekday::Tue => "mardi",
        Weekday::Wed => "mercredi",
        Weekday::Thu => "jeudi",
        Weekday::Fri => "vendredi",
        Weekday::Sat => "samedi",
        Weekday::Sun => "dimanche",
    }
}
