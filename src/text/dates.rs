//! French date words: days, hours, durations. Wall-clock values go in; the conversion from UTC is `domain::zone`'s.
//!
//! Plain spaces throughout: a non-breaking space halves an SMS (it is not in GSM-7).

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};
use domain::time::{HalfDay, Minutes};

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
    format!("{} à {}", day_long(at.date()), time_long(at.time()))
}

/// `mardi 12 janvier à 9h30`, for subjects and SMS.
#[must_use]
pub fn short(at: NaiveDateTime) -> String {
    format!("{} à {}", day_short(at.date()), time_short(at.time()))
}

/// `mardi 12 janvier 2027`; the first of a month is `vendredi 1er janvier 2027`.
#[must_use]
pub fn day_long(day: NaiveDate) -> String {
    format!("{} {}", day_short(day), day.year())
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
    format!("{} {}", MONTHS[day.month0() as usize], day.year())
}

/// `9 h 30`, `14 h`: 24 hours, seconds dropped.
#[must_use]
pub fn time_long(time: NaiveTime) -> String {
    match time.minute() {
        0 => format!("{} h", time.hour()),
        minute => format!("{} h {minute:02}", time.hour()),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(hour, minute, 59).unwrap()
    }

    #[test]
    fn dates_are_said_as_people_say_them() {
        for (moment, long_form, short_form, part) in [
            (at(2027, 1, 12, 9, 30), "mardi 12 janvier 2027 à 9 h 30", "mardi 12 janvier à 9h30", "matin"),
            (
                at(2027, 1, 1, 14, 0),
                "vendredi 1er janvier 2027 à 14 h",
                "vendredi 1er janvier à 14h",
                "après-midi",
            ),
            (
                at(2028, 2, 29, 12, 5),
                "mardi 29 février 2028 à 12 h 05",
                "mardi 29 février à 12h05",
                "après-midi",
            ),
            (at(2026, 8, 21, 0, 0), "vendredi 21 août 2026 à 0 h", "vendredi 21 août à 0h", "matin"),
            (
                at(2026, 12, 31, 11, 59),
                "jeudi 31 décembre 2026 à 11 h 59",
                "jeudi 31 décembre à 11h59",
                "matin",
            ),
        ] {
            assert_eq!(long(moment), long_form);
            assert_eq!(short(moment), short_form);
            assert_eq!(part_of_day(moment.time()), part);
        }
    }

    #[test]
    fn every_weekday_and_month_has_its_own_word() {
        let monday = NaiveDate::from_ymd_opt(2027, 1, 4).unwrap();
        let week: Vec<_> = monday.iter_days().take(7).map(|day| weekday(day.weekday())).collect();
        assert_eq!(week, ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]);
        let second = |month| day_short(NaiveDate::from_ymd_opt(2027, month, 2).unwrap());
        let year: Vec<_> = (1..=12).map(second).collect();
        for (said, month) in year.iter().zip(MONTHS) {
            assert!(said.ends_with(&format!(" 2 {month}")), "{said}");
        }
    }

    #[test]
    fn durations_are_said_as_people_say_them() {
        for (minutes, said) in [
            (0, "0 minute"),
            (1, "1 minute"),
            (45, "45 minutes"),
            (60, "1 heure"),
            (65, "1 h 05"),
            (90, "1 h 30"),
            (120, "2 heures"),
        ] {
            assert_eq!(duration(Minutes(minutes)), said);
        }
    }
}
