//! Contact hours: when messages that can wait may be sent.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;

use crate::time::MinuteOfDay;
use crate::zone::{at_minute, to_local, to_utc};

/// The hours in which beneficiaries may be contacted, wall clock of the territory. Messages that can wait are not
/// sent at night, nor on Sundays unless the territory allows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactHours {
    /// First minute of the day.
    pub from: MinuteOfDay,
    /// End minute, after `from`.
    pub to: MinuteOfDay,
    /// Whether Sundays count as other days.
    pub sundays: bool,
}

impl Default for ContactHours {
    /// From 8 to 20, not on Sundays.
    fn default() -> Self {
        Self { from: MinuteOfDay::at(8, 0), to: MinuteOfDay::at(20, 0), sundays: false }
    }
}

/// More days than ever lie between an instant and the next allowed one, clock changes included.
const MAX_DAYS_AHEAD: usize = 4;

impl ContactHours {
    fn is_day(self, day: NaiveDate) -> bool {
        self.sundays || day.weekday() != Weekday::Sun
    }

    /// True when messages may be sent at `instant`.
    #[must_use]
    pub fn allows(self, zone: Tz, instant: DateTime<Utc>) -> bool {
        let local = to_local(zone, instant);
        let minute = MinuteOfDay::of(local.time());
        self.is_day(local.date()) && self.from <= minute && minute < self.to
    }

    /// `instant`, or the first allowed instant after it.
    #[must_use]
    pub fn next_allowed(self, zone: Tz, instant: DateTime<Utc>) -> DateTime<Utc> {
        if self.allows(zone, instant) {
            return instant;
        }
        let today = to_local(zone, instant).date();
        let openings = today.iter_days().take(MAX_DAYS_AHEAD).filter(|day| self.is_day(*day));
        openings
            .map(|day| to_utc(zone, at_minute(day, self.from)))
            .find(|opening| *opening >= instant)
            .unwrap_or(instant)
    }

    /// `instant`, or, on the last allowed day before it, one hour before the contact hours end.
    #[must_use]
    pub fn last_allowed(self, zone: Tz, instant: DateTime<Utc>) -> DateTime<Utc> {
        if self.allows(zone, instant) {
            return instant;
        }
        let end = MinuteOfDay(self.to.0.saturating_sub(60).max(self.from.0));
        let today = to_local(zone, instant).date();
        let days = (0..4).filter_map(|back| today.checked_sub_days(Days::new(back)));
        days.filter(|day| self.is_day(*day))
            .map(|day| to_utc(zone, at_minute(day, end)))
            .find(|moment| *moment <= instant)
            .unwrap_or(instant)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use proptest::prelude::*;

    use crate::contact_hours::*;
    use crate::zone::FRENCH_ZONES;

    const PARIS: Tz = Tz::Europe__Paris;

    fn at(local: &str) -> DateTime<Utc> {
        to_utc(PARIS, NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap())
    }

    #[test]
    fn nights_and_sundays_are_waited_out_or_forestalled() {
        let hours = ContactHours::default();
        for (moment, next, last) in [
            // A Thursday.
            ("2027-01-07 10:00", "2027-01-07 10:00", "2027-01-07 10:00"),
            ("2027-01-07 07:59", "2027-01-07 08:00", "2027-01-06 19:00"),
            ("2027-01-07 20:00", "2027-01-08 08:00", "2027-01-07 19:00"),
            // A Saturday evening, a Sunday, a Monday morning.
            ("2027-01-09 20:00", "2027-01-11 08:00", "2027-01-09 19:00"),
            ("2027-01-10 12:00", "2027-01-11 08:00", "2027-01-09 19:00"),
            ("2027-01-11 06:00", "2027-01-11 08:00", "2027-01-09 19:00"),
            // The night in which an hour is missing, and the one in which it comes twice: both end on a Sunday.
            ("2027-03-28 02:30", "2027-03-29 08:00", "2027-03-27 19:00"),
            ("2027-10-31 02:30", "2027-11-01 08:00", "2027-10-30 19:00"),
        ] {
            assert_eq!(hours.next_allowed(PARIS, at(moment)), at(next), "after {moment}");
            assert_eq!(hours.last_allowed(PARIS, at(moment)), at(last), "before {moment}");
        }
        let sundays = ContactHours { sundays: true, ..hours };
        assert_eq!(sundays.next_allowed(PARIS, at("2027-01-10 12:00")), at("2027-01-10 12:00"));
    }

    proptest! {
        #[test]
        fn a_decent_moment_is_decent_and_near(
            seconds in 1_735_689_600_i64..2_000_000_000,
            zone in prop::sample::select(FRENCH_ZONES.to_vec()),
            from in 0_u16..23, length in 1_u16..8, sundays: bool,
        ) {
            let to = MinuteOfDay::at((from + length).min(24), 0);
            let hours = ContactHours { from: MinuteOfDay::at(from, 0), to, sundays };
            let instant = DateTime::from_timestamp(seconds, 0).unwrap();
            let (next, last) = (hours.next_allowed(zone, instant), hours.last_allowed(zone, instant));
            prop_assert!(last <= instant && instant <= next);
            prop_assert!(next - last <= chrono::Duration::days(4));
            // An hour that the clocks skip may be the whole of a short day's contact hours.
            let whole = length > 3;
            prop_assert!(!whole || (hours.allows(zone, next) && hours.allows(zone, last)));
        }
    }
}
