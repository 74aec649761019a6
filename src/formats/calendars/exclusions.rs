//! Occurrences excluded from a series: its EXDATEs, and those replaced by an event of their own (RECURRENCE-ID).

use std::collections::HashSet;
use std::rc::Rc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::formats::calendars::moments::Moment;
use crate::formats::calendars::zones::Zone;

/// A set of occurrences, told as DATE or DATE-TIME, with a zone or without.
#[derive(Debug, Default)]
pub(super) struct Exclusions {
    days: HashSet<NaiveDate>,
    instants: HashSet<DateTime<Utc>>,
    floating: HashSet<NaiveDateTime>,
    /// The days on which date-times fall, for series of whole days.
    days_of_times: HashSet<NaiveDate>,
}

impl Exclusions {
    /// Adds one; `own` is the agenda's zone.
    pub fn add(&mut self, moment: &Moment, own: &Rc<Zone>) {
        let written = moment.stamp.written();
        if moment.is_date() {
            self.days.insert(written.date());
            return;
        }
        // A midnight stands for the day written, in whatever zone; any other time is a midnight of the agenda's zone
        // told in another one.
        let midnight = written.time() == NaiveTime::MIN;
        self.days_of_times.insert(if midnight { written.date() } else { moment.local_in(own).date() });
        if moment.floating {
            self.floating.insert(written);
        } else {
            self.instants.insert(moment.instant());
        }
    }

    /// True for the occurrence at `local` of a series in `zone`, of whole days or not.
    pub fn contain(&self, local: NaiveDateTime, zone: &Zone, whole_days: bool) -> bool {
        if whole_days {
            return self.days.contains(&local.date()) || self.days_of_times.contains(&local.date());
        }
        self.days.contains(&local.date())
            || self.floating.contains(&local)
            || self.instants.contains(&zone.main.to_utc(local))
    }
}
