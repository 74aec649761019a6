//! Date words, each language by its own rules, checked by hand. Wall-clock values go in; the conversion from UTC is
//! `domain::zone`'s.
//!
//! Everywhere: the name of the day before its number, 24 hours, Latin digits. The functions of this module are
//! French, for those who work here; a person reads [`super::Catalogue::dates`].

mod arabic;
mod english;
mod french;
#[cfg(test)]
mod tests;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use domain::time::Minutes;

pub use arabic::Arabic;
pub use english::English;
pub use french::{
    French, day_long, day_short, duration, long, month, part_of_day, short, time_long, time_short, weekday,
};

/// How a language says days and hours.
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

    /// An hour in a sentence or alone: `9 h 30`. Seconds are dropped.
    fn time_long(&self, time: NaiveTime) -> String;

    /// An hour where letters are counted: `9h30`. Seconds are dropped.
    fn time_short(&self, time: NaiveTime) -> String {
        self.time_long(time)
    }

    /// `matin` before noon, `après-midi` from noon on.
    fn part_of_day(&self, time: NaiveTime) -> &'static str;

    /// `45 minutes`, `1 heure`, `1 h 30`; as one says it alone, not inside a sentence that would decline it.
    fn duration(&self, minutes: Minutes) -> String;

    /// A day and an hour already said, as one moment: `mardi 12 janvier à 9 h 30`.
    fn at(&self, day: &str, time: &str) -> String;

    /// `mardi 12 janvier 2027 à 9 h 30`, for letters and screens.
    fn long(&self, at: NaiveDateTime) -> String {
        self.at(&self.day_long(at.date()), &self.time_long(at.time()))
    }

    /// `mardi 12 janvier à 9h30`, for subjects and SMS.
    fn short(&self, at: NaiveDateTime) -> String {
        self.at(&self.day_short(at.date()), &self.time_short(at.time()))
    }

    /// A day in a short message, without a year: it is near.
    fn sms_day(&self, day: NaiveDate) -> String {
        self.day_short(day)
    }

    /// A moment in a short message: `mardi 12 janvier à 9h30`.
    fn sms(&self, at: NaiveDateTime) -> String {
        self.at(&self.sms_day(at.date()), &self.time_short(at.time()))
    }

    /// As [`Dates::sms`] where every letter counts: `12/01 9h30`.
    fn sms_brief(&self, at: NaiveDateTime) -> String {
        format!("{:02}/{:02} {}", at.day(), at.month(), self.time_short(at.time()))
    }

    /// The day, with its year only when that is not the year of `today`.
    fn day(&self, day: NaiveDate, today: NaiveDate) -> String {
        if day.year() == today.year() { self.day_short(day) } else { self.day_long(day) }
    }

    /// The hour with the half of the day, as it always stands on what is offered: `9 h 30 (matin)`.
    fn time_of_day(&self, time: NaiveTime) -> String {
        format!("{} ({})", self.time_long(time), self.part_of_day(time))
    }

    /// Day, hour and half of the day of what is offered, the year only when it is not that of `today`:
    /// `mardi 12 janvier à 9 h 30 (matin)`.
    fn offered(&self, at: NaiveDateTime, today: NaiveDate) -> String {
        self.at(&self.day(at.date(), today), &self.time_of_day(at.time()))
    }
}
