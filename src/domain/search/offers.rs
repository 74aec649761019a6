//! The three offers shown to a beneficiary.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};

use super::joint_search::Search;
use super::start::Start;
use crate::time::HalfDay;
use crate::zone;

/// Number of offers.
const OFFERS: usize = 3;
const OTHER_HALF_WITHIN_DAYS: u64 = 7;
const OTHER_WEEKDAY_WITHIN_DAYS: u64 = 10;

impl Search<'_> {
    /// Three starts that are a real choice: the earliest; the earliest in the other half of the day
    /// within 7 days of it; the earliest on another weekday than these within 10 days. What is not found is filled
    /// with the next starts whose visit overlaps none of these: a quarter of an hour later is no choice. Fewer when there
    /// are fewer; in time order.
    #[must_use]
    pub fn offers(&self) -> Vec<Start> {
        let mut chosen: Vec<Start> = Vec::with_capacity(OFFERS);
        let Some(first) = self.earliest() else { return chosen };
        chosen.push(first);
        let clock = self.clock(first);
        let by = |days| clock.date().checked_add_days(Days::new(days)).unwrap_or(clock.date());
        let other_half = self.first_within(by(OTHER_HALF_WITHIN_DAYS), |at| {
            HalfDay::of(at.time()) != HalfDay::of(clock.time())
        });
        chosen.extend(other_half);
        let weekdays: Vec<_> = chosen.iter().map(|start| self.clock(*start).weekday()).collect();
        let other_day =
            self.first_within(by(OTHER_WEEKDAY_WITHIN_DAYS), |at| !weekdays.contains(&at.weekday()));
        chosen.extend(other_day);
        for start in self.iter() {
            if chosen.len() >= OFFERS {
                break;
            }
            if chosen.iter().all(|known| (known.at.0 - start.at.0).abs() >= self.question.length()) {
                chosen.push(start);
            }
        }
        chosen.sort_unstable();
        chosen
    }

    /// The wall clock of the start's site.
    fn clock(&self, start: Start) -> NaiveDateTime {
        let territory = self.agenda_index.territory();
        let zone = territory.sites.get(&start.site).map_or(territory.zone, |site| site.zone);
        zone::local_start(zone, start.at)
    }

    /// The first start up to and including `last` whose wall clock is `wanted`.
    fn first_within(&self, last: NaiveDate, wanted: impl Fn(NaiveDateTime) -> bool) -> Option<Start> {
        // Two sites may have different clocks, so a start past the last day does not end the search at once.
        let slack = last.succ_opt().unwrap_or(last);
        self.iter()
            .map(|start| (start, self.clock(start)))
            .take_while(|(_, at)| at.date() <= slack)
            .find(|(_, at)| at.date() <= last && wanted(*at))
            .map(|(start, _)| start)
    }
}
