//! Formatting of dates, times and durations per language. Input is wall-clock time; `domain::zone` converts from UTC.
//!
//! In every language: weekday before the day number, 24 hours, Latin digits. The free functions are French, for
//! staff; texts for beneficiaries use [`super::Catalogue::dates`].

mod arabic;
mod english;
mod formatting;
mod french;
#[cfg(test)]
mod tests;

pub use arabic::Arabic;
pub use english::English;
pub use formatting::Dates;
pub use french::{
    French, day_long, day_short, duration, long, month, part_of_day, short, time, time_long, time_short,
    weekday,
};
