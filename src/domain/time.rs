//! Time in quanta of five minutes, counted in UTC. Not for wall-clock time: that is `zone`.

use std::num::TryFromIntError;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc, Weekday};
use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};
use thiserror::Error;

use crate::word::words;

/// Minutes in a quantum.
pub const QUANTUM_MINUTES: i64 = 5;
const QUANTUM_SECONDS: i64 = QUANTUM_MINUTES * 60;

/// Five minutes of UTC time, numbered from 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantum(pub i64);

impl Quantum {
    /// The quantum that contains `instant`.
    #[must_use]
    pub fn floor(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp().div_euclid(QUANTUM_SECONDS))
    }

    /// The first quantum that starts at or after `instant`.
    #[must_use]
    pub fn ceil(instant: DateTime<Utc>) -> Self {
        let floor = Self::floor(instant);
        if floor.instant() < instant { Self(floor.0 + 1) } else { floor }
    }

    /// The first instant of the quantum. Saturates at the ends of chrono's range.
    #[must_use]
    pub fn instant(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.saturating_mul(QUANTUM_SECONDS), 0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }

    /// The quantum `count` later (earlier when negative).
    #[must_use]
    pub const fn plus(self, count: i64) -> Self {
        Self(self.0.saturating_add(count))
    }
}

/// A half-open interval of quanta `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First quantum inside.
    pub start: Quantum,
    /// First quantum after.
    pub end: Quantum,
}

impl Span {
    /// `[start, end)`; empty when `end <= start`.
    #[must_use]
    pub const fn new(start: Quantum, end: Quantum) -> Self {
        Self { start, end }
    }

    /// The quanta touched by the instants `[from, to)`: rounded outwards, for busy time.
    #[must_use]
    pub fn covering(from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self::new(Quantum::floor(from), Quantum::ceil(to))
    }

    /// Number of quanta inside, never negative.
    #[must_use]
    pub fn len(self) -> i64 {
        (self.end.0 - self.start.0).max(0)
    }

    /// Its length; spans of millennia, which no appointment has, have the longest there is.
    #[must_use]
    pub fn minutes(self) -> Minutes {
        Minutes(u32::try_from(self.len().saturating_mul(QUANTUM_MINUTES)).unwrap_or(u32::MAX))
    }

    /// True when nothing is inside.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// True when both share a quantum.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }

    /// The interval with `before` quanta added in front and `after` behind.
    #[must_use]
    pub const fn widened(self, before: i64, after: i64) -> Self {
        Self::new(self.start.plus(-before), self.end.plus(after))
    }

    /// Every quantum inside, in order.
    pub fn quanta(self) -> impl Iterator<Item = Quantum> {
        (self.start.0..self.end.0).map(Quantum)
    }
}

/// A duration in whole minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(pub u32);

impl Minutes {
    /// How many quanta it takes to hold this duration, rounded up.
    #[must_use]
    pub fn quanta(self) -> i64 {
        (i64::from(self.0) + QUANTUM_MINUTES - 1).div_euclid(QUANTUM_MINUTES)
    }
}

impl From<Minutes> for i64 {
    fn from(minutes: Minutes) -> Self {
        Self::from(minutes.0)
    }
}

impl TryFrom<i32> for Minutes {
    type Error = TryFromIntError;

    fn try_from(minutes: i32) -> Result<Self, Self::Error> {
        u32::try_from(minutes).map(Self)
    }
}

/// A wall-clock minute of a day, 0 (midnight) to 1440 (the midnight that ends the day).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MinuteOfDay(pub u16);

impl From<MinuteOfDay> for i64 {
    fn from(minute: MinuteOfDay) -> Self {
        Self::from(minute.0)
    }
}

impl TryFrom<i32> for MinuteOfDay {
    type Error = TryFromIntError;

    fn try_from(minute: i32) -> Result<Self, Self::Error> {
        u16::try_from(minute).map(Self)
    }
}

impl MinuteOfDay {
    /// The minute that ends a day.
    pub const END: Self = Self(1440);

    /// The minute of `hour`:`minute`, wall clock.
    #[must_use]
    pub const fn at(hour: u16, minute: u16) -> Self {
        Self(hour * 60 + minute)
    }

    /// The minute in which `time` lies.
    #[must_use]
    pub fn of(time: NaiveTime) -> Self {
        #[expect(clippy::expect_used, reason = "a day has 1440 minutes")]
        let minute = u16::try_from(time.num_seconds_from_midnight() / 60).expect("the minute of a day fits");
        Self(minute)
    }
}

impl std::fmt::Display for MinuteOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A day of the week by its number in ISO 8601: 1 is Monday, 7 Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IsoWeekday(pub Weekday);

/// A number that is no day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a day of the week is 1 to 7")]
pub struct InvalidWeekday;

impl From<IsoWeekday> for i64 {
    fn from(day: IsoWeekday) -> Self {
        Self::from(day.0.number_from_monday())
    }
}

impl TryFrom<i32> for IsoWeekday {
    type Error = InvalidWeekday;

    fn try_from(number: i32) -> Result<Self, Self::Error> {
        let from_monday = number.checked_sub(1).and_then(|number| u8::try_from(number).ok());
        let day = from_monday.and_then(|number| Weekday::try_from(number).ok());
        day.map(Self).ok_or(InvalidWeekday)
    }
}

/// Half of a local day: noon belongs to the afternoon.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum HalfDay {
    /// 00:00 to 12:00, wall clock.
    Morning,
    /// 12:00 to 24:00, wall clock.
    Afternoon,
}

words!(HalfDay, "half of a day");

impl HalfDay {
    /// The half in which a wall-clock time lies.
    #[must_use]
    pub fn of(time: NaiveTime) -> Self {
        if time.hour() < 12 { Self::Morning } else { Self::Afternoon }
    }

    /// First and end minute, wall clock.
    #[must_use]
    pub const fn minutes(self) -> (MinuteOfDay, MinuteOfDay) {
        match self {
            Self::Morning => (MinuteOfDay(0), MinuteOfDay::at(12, 0)),
            Self::Afternoon => (MinuteOfDay::at(12, 0), MinuteOfDay::END),
        }
    }
}

/// The Monday of the ISO week of `day`: what a weekly cap counts by.
#[must_use]
pub fn monday_of(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).checked_first_day().unwrap_or(day)
}

/// True for dates Unisson accepts in agendas: 2000 to 2199.
#[must_use]
pub fn is_plausible(day: NaiveDate) -> bool {
    (2000..2200).contains(&day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekday_is_its_iso_number_and_no_other_number_is_one() {
        for (number, day) in [(1, Weekday::Mon), (3, Weekday::Wed), (7, Weekday::Sun)] {
            assert_eq!(IsoWeekday::try_from(number), Ok(IsoWeekday(day)));
            assert_eq!(i64::from(IsoWeekday(day)), i64::from(number));
        }
        for number in [i32::MIN, -1, 0, 8, 257, i32::MAX] {
            assert_eq!(IsoWeekday::try_from(number), Err(InvalidWeekday), "{number}");
        }
    }

    #[test]
    fn minutes_are_never_negative() {
        assert_eq!(Minutes::try_from(0), Ok(Minutes(0)));
        assert!(Minutes::try_from(-1).is_err());
        assert_eq!(MinuteOfDay::try_from(1440), Ok(MinuteOfDay::END));
        assert!(MinuteOfDay::try_from(70_000).is_err());
    }
}
