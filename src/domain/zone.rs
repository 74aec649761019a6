//! Time zones of the French territories, and conversion between wall clock and UTC.

use std::borrow::Cow;

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

use crate::time::{HalfDay, MinuteOfDay, Quantum, Span};
use crate::word::Word;

/// Every time zone of a French territory (zoneinfo 2026f).
pub const FRENCH_ZONES: [Tz; 14] = [
    Tz::Europe__Paris,
    Tz::America__Guadeloupe,
    Tz::America__Martinique,
    Tz::America__St_Barthelemy,
    Tz::America__Marigot,
    Tz::America__Cayenne,
    Tz::America__Miquelon,
    Tz::Indian__Reunion,
    Tz::Indian__Mayotte,
    Tz::Pacific__Noumea,
    Tz::Pacific__Wallis,
    Tz::Pacific__Tahiti,
    Tz::Pacific__Marquesas,
    Tz::Pacific__Gambier,
];

/// The French zone called `name`, if it is one of [`FRENCH_ZONES`].
#[must_use]
pub fn french_zone(name: &str) -> Option<Tz> {
    FRENCH_ZONES.into_iter().find(|zone| zone.name() == name)
}

impl Word for Tz {
    const WANTED: &'static str = "a French time zone";

    fn word(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.name())
    }

    fn from_word(word: &str) -> Option<Self> {
        french_zone(word)
    }
}

/// The instant of a wall-clock time, by RFC 5545 section 3.3.5: a time that the clocks skip is read with the
/// offset before the gap, a time that they show twice is the first of the two.
#[must_use]
pub fn to_utc(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant.with_timezone(&Utc),
        LocalResult::None => {
            // No gap is longer than a day, so the offset a day earlier is the one before the gap.
            let before = zone.offset_from_utc_datetime(&(local - Duration::days(1))).fix();
            (local - before).and_utc()
        }
    }
}

/// The wall clock of `zone` at `instant`.
#[must_use]
pub fn to_local(zone: Tz, instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&zone).naive_local()
}

/// The wall clock of `zone` when `quantum` starts.
#[must_use]
pub fn local_start(zone: Tz, quantum: Quantum) -> NaiveDateTime {
    to_local(zone, quantum.instant())
}

/// The wall-clock time `minute` of `day`; 1440 is the midnight that ends it.
#[must_use]
pub fn at_minute(day: NaiveDate, minute: MinuteOfDay) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(minute.0))
}

/// The quanta from wall-clock `from` to `to` on `day`; empty when the clocks skip them all.
/// Both ends are multiples of five minutes in every French zone when the wall-clock minutes are.
#[must_use]
pub fn local_span(zone: Tz, day: NaiveDate, from: MinuteOfDay, to: MinuteOfDay) -> Span {
    Span::covering(to_utc(zone, at_minute(day, from)), to_utc(zone, at_minute(day, to)))
}

/// The quanta of a whole local day: 23, 24 or 25 hours.
#[must_use]
pub fn day_span(zone: Tz, day: NaiveDate) -> Span {
    local_span(zone, day, MinuteOfDay(0), MinuteOfDay::END)
}

/// The quanta of half a local day.
#[must_use]
pub fn half_day_span(zone: Tz, day: NaiveDate, half: HalfDay) -> Span {
    let (from, to) = half.minutes();
    local_span(zone, day, from, to)
}

/// Every local date that `span` touches.
pub fn days_of(zone: Tz, span: Span) -> impl Iterator<Item = NaiveDate> {
    let first = local_start(zone, span.start).date();
    let last = local_start(zone, span.end.plus(-1)).date();
    first.iter_days().take_while(move |day| *day <= last)
}
