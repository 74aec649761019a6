//! Formatting of dates, times and durations: the interface of every language.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use domain::time::Minutes;

use crate::text::spaces::NO_BREAK_SPACE;

/// Date and time formatting of one language.
pub trait Dates: Sync {
    /// The name of a day of the week.
    fn weekday(&self, day: Weekday) -> &'static str;

    /// The names of the months, the first one first.
    fn months(&self) -> &'static [&'static str; 12];

    /// Name, number and month: `mardi 12 janvier`.
    fn day_short(&self, day: NaiveDate) -> String {
        format!("{} {} {}", self.weekday(day.weekday()), day.day(), self.months()[day.month0() as usize])
    }

    /// With the year: `mardi 12 janvier 2027`.
    fn day_long(&self, day: NaiveDate) -> String {
        format!("{} {}", self.day_short(day), day.year())
    }

    /// `janvier 2027`.
    fn month(&self, day: NaiveDate) -> String {
        format!("{} {}", self.months()[day.month0() as usize], day.year())
    }

    /// A time of day: `9 h 30`, without seconds.
    fn time_long(&self, time: NaiveTime) -> String;

    /// A short time of day: `9h30`, without seconds.
    fn time_short(&self, time: NaiveTime) -> String {
        self.time_long(time)
    }

    /// `matin` before noon, `après-midi` from noon on.
    fn part_of_day(&self, time: NaiveTime) -> &'static str;

    /// `45 minutes`, `1 heure`, `1 h 30`; standalone, not for sentences that would inflect it.
    fn duration(&self, minutes: Minutes) -> String;

    /// A formatted day and time joined: `mardi 12 janvier à 9 h 30`.
    fn at(&self, day: &str, time: &str) -> String;

    /// `mardi 12 janvier 2027 à 9 h 30`, for letters and screens.
    fn long(&self, at: NaiveDateTime) -> String {
        self.at(&self.day_long(at.date()), &self.time_long(at.time()))
    }

    /// `mardi 12 janvier à 9h30`, for subjects and SMS.
    fn short(&self, at: NaiveDateTime) -> String {
        self.at(&self.day_short(at.date()), &self.time_short(at.time()))
    }

    /// A day in an SMS, without the year.
    fn sms_day(&self, day: NaiveDate) -> String {
        self.day_short(day)
    }

    /// A date and time in an SMS: `mardi 12 janvier à 9h30`.
    fn sms(&self, at: NaiveDateTime) -> String {
        self.at(&self.sms_day(at.date()), &self.time_short(at.time()))
    }

    /// As [`Dates::sms`], as short as possible: `12/01 9h30`.
    fn sms_brief(&self, at: NaiveDateTime) -> String {
        format!("{:02}/{:02} {}", at.day(), at.month(), self.time_short(at.time()))
    }

    /// The day on a screen, with its year only when that is not the year of `today`. Number and month stay on one line.
    fn day(&self, day: NaiveDate, today: NaiveDate) -> String {
        let short = self.day_short(day);
        let short = match short.split_once(' ') {
            Some((name, date)) => format!("{name} {}", date.replace(' ', NO_BREAK_SPACE)),
            None => short,
        };
        if day.year() == today.year() { short } else { format!("{short} {}", day.year()) }
    }

    /// A time of day on a screen: `9 h 30`, on one line.
    fn time(&self, time: NaiveTime) -> String {
        self.time_long(time).replace(' ', NO_BREAK_SPACE)
    }

    /// The time with the half of the day, as shown on offers: `9 h 30 (matin)`.
    fn time_of_day(&self, time: NaiveTime) -> String {
        format!("{} ({})", self.time(time), self.part_of_day(time))
    }

    /// Date, time and half of the day of an offer, the year only when it is not that of `today`:
    /// `mardi 12 janvier à 9 h 30 (matin)`.
    fn offered(&self, at: NaiveDateTime, today: NaiveDate) -> String {
        self.at(&self.day(at.date(), today), &self.time_of_day(at.time()))
    }
}
