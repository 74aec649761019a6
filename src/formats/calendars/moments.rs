//! Date-time properties with their time zone, and the periods between two of them.

use std::rc::Rc;

use chrono::{DateTime, Duration, NaiveDateTime, Utc};

use crate::formats::calendars::lines::Property;
use crate::formats::calendars::values::{Length, Stamp};
use crate::formats::calendars::zones::{Clock, Zone, Zones};

/// A date or date-time and the clock it is read on.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub stamp: Stamp,
    /// The named zone; UTC; or the agenda's own for floating times and dates.
    pub zone: Rc<Zone>,
    /// True for a wall-clock time that names no zone.
    pub floating: bool,
}

impl Moment {
    /// `text`, one value of `property`. `None` when it is not a date.
    pub fn parse(property: &Property, text: &str, zones: &mut Zones) -> Option<Self> {
        let stamp = Stamp::parse(text)?;
        let (zone, floating) = match (stamp, property.param("TZID")) {
            (Stamp::Utc(_), _) => (Rc::clone(&zones.utc), false),
            (Stamp::Local(_), Some(tzid)) => (zones.named(tzid), false),
            (Stamp::Local(_), None) => (Rc::clone(&zones.own), true),
            (Stamp::Date(_), _) => (Rc::clone(&zones.own), false),
        };
        Some(Self { stamp, zone, floating })
    }

    /// True for a whole day.
    pub const fn is_date(&self) -> bool {
        matches!(self.stamp, Stamp::Date(_))
    }

    /// The instant, by the likelier reading.
    pub fn instant(&self) -> DateTime<Utc> {
        self.zone.main.to_utc(self.stamp.written())
    }

    /// The wall-clock time in `zone`: as written when it is written for it.
    pub fn local_in(&self, zone: &Rc<Zone>) -> NaiveDateTime {
        if self.floating || self.is_date() || Rc::ptr_eq(&self.zone, zone) {
            self.stamp.written()
        } else {
            zone.main.to_local(self.instant())
        }
    }
}

/// How long something lasts from a wall-clock start on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stretch {
    /// DURATION, or whole days.
    Length(Length),
    /// DTEND: RFC 5545 keeps the exact time for every occurrence, most calendars show the same wall-clock end. They
    /// differ in the night of a clock change, and then the longer one is busy.
    Between { wall: Duration, exact: Duration },
}

impl Stretch {
    /// From `start` to `end`; `None` when it ends before it starts on every clock.
    pub fn between(start: &Moment, end: &Moment) -> Option<Self> {
        let wall = end.local_in(&start.zone) - start.stamp.written();
        let exact = end.instant() - start.instant();
        (wall.max(exact) >= Duration::zero()).then_some(Self::Between { wall, exact })
    }

    /// The end of what starts at `start` on `clock`.
    pub fn end(self, clock: &Clock, start: NaiveDateTime) -> DateTime<Utc> {
        match self {
            Self::Length(length) => {
                clock.to_utc(start + Duration::days(length.days)) + Duration::seconds(length.seconds)
            }
            Self::Between { wall, exact } => clock.to_utc(start + wall).max(clock.to_utc(start) + exact),
        }
    }

    /// At least as long as it can last.
    pub fn at_most(self) -> Duration {
        let day = Duration::days(1);
        match self {
            Self::Length(length) => Duration::days(length.days) + Duration::seconds(length.seconds) + day,
            Self::Between { wall, exact } => wall.max(exact) + day,
        }
    }
}

/// The two ends of `start/end` or `start/duration`.
pub(super) fn parse_period(property: &Property, text: &str, zones: &mut Zones) -> Option<(Moment, Stretch)> {
    let (start, end) = text.split_once('/')?;
    let start = Moment::parse(property, start, zones)?;
    let stretch = match Length::parse(end) {
        Some(length) => Stretch::Length(length),
        None => Stretch::between(&start, &Moment::parse(property, end, zones)?)?,
    };
    Some((start, stretch))
}
