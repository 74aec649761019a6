//! Waiting time per referral, by month of reception and against the legal limits.
//!
//! A wait starts on the day the referral was received and ends with the first attended joint appointment; a closed
//! referral ends without; all others are still waiting. Cohorts are by month of reception, never by month of
//! the appointment, which would leave out the long waits that are not over.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use thiserror::Error;

use crate::survival::{Estimate, Survival, Wait, WaitEnd};
use crate::territory::{LegalLimit, Territory};

/// Days at which shares are reported: the month a contract has, six weeks, and the older two and three months.
pub const HORIZONS: [u32; 4] = [30, 42, 60, 90];
/// Figures over fewer referrals than this are unreliable.
pub const FEW: u32 = 5;
/// Horizon of the restricted mean, days.
pub const MEAN_UNTIL: u32 = 180;

/// The mean wait from application to orientation in France in 2018, days: DREES, 3 October 2019. Measured differently
/// from ours, so always labelled.
pub const FRANCE_2018: u32 = 95;

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

/// The text is not a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("write the month as 2026-09")]
pub struct InvalidMonth;

impl Month {
    /// The month of `day`.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day - Days::new(u64::from(day.day0())))
    }

    /// The month written `2026-09`.
    ///
    /// # Errors
    /// [`InvalidMonth`].
    pub fn parse(text: &str) -> Result<Self, InvalidMonth> {
        let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").map_err(|_| InvalidMonth)?;
        let month = Self(day);
        if month.to_string() == text { Ok(month) } else { Err(InvalidMonth) }
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.0 + Months::new(1) - Days::new(1)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// The wait of one referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferralWait {
    /// Day of reception, local date of the territory.
    pub received_on: NaiveDate,
    /// The wait.
    pub wait: Wait,
}

impl ReferralWait {
    /// The wait as of `today`: later events are ignored. Of two ends the earlier counts, on the same day the
    /// appointment. `None` for a referral received after `today`.
    #[must_use]
    pub fn seen_on(
        today: NaiveDate,
        received_on: NaiveDate,
        attended_on: Option<NaiveDate>,
        closed_on: Option<NaiveDate>,
    ) -> Option<Self> {
        let ends = [(attended_on, WaitEnd::Appointment), (closed_on, WaitEnd::Exit)];
        let ended = ends.into_iter().filter_map(|(day, end)| Some((day.filter(|day| *day <= today)?, end)));
        let (day, end) = ended.min_by_key(|(day, _)| *day).unwrap_or((today, WaitEnd::Censored));
        // An appointment attended before its referral was recorded gives 0, not a negative wait.
        let days = u32::try_from((day - received_on).num_days()).unwrap_or(0);
        (received_on <= today).then_some(Self { received_on, wait: Wait { days, end } })
    }
}

/// The referrals under one legal limit.
#[derive(Clone, Debug)]
pub struct UnderLimit {
    /// The limit.
    pub limit: LegalLimit,
    /// How many referrals.
    pub n: u32,
    /// The share with an appointment within it (Aalen-Johansen); `None` beyond the longest observed wait.
    pub within: Option<Estimate>,
}

/// The referrals received in one month.
#[derive(Clone, Debug)]
pub struct Cohort {
    /// The month.
    pub month: Month,
    /// Their waits.
    pub waits: Survival,
    /// The share with an appointment within the limit; `None` without a limit, when the limit changes within the
    /// month, or beyond the longest observed wait.
    pub within: Option<Estimate>,
    /// True while somebody received in the month could still be in time: its figures will move.
    pub is_immature: bool,
}

/// The wait of a group of referrals.
#[derive(Clone, Debug)]
pub struct WaitingTimeReport {
    /// All referrals.
    pub all: Survival,
    /// By legal limit, the earliest first; referrals older than every limit are in none.
    pub limits: Vec<UnderLimit>,
    /// By month of reception, the earliest first.
    pub cohorts: Vec<Cohort>,
}

/// The waiting times of a group of referrals of `territory` as of `today`.
#[must_use]
pub fn report(territory: &Territory, clocks: &[ReferralWait], today: NaiveDate) -> WaitingTimeReport {
    let mut by_limit: BTreeMap<NaiveDate, (&LegalLimit, Vec<Wait>)> = BTreeMap::new();
    let mut by_month: BTreeMap<Month, Vec<Wait>> = BTreeMap::new();
    for clock in clocks {
        if let Some(limit) = territory.legal_limit(clock.received_on) {
            by_limit.entry(limit.from).or_insert((limit, Vec::new())).1.push(clock.wait);
        }
        by_month.entry(Month::of(clock.received_on)).or_default().push(clock.wait);
    }
    let limits = by_limit.into_values().map(|(limit, waits)| {
        let waits = Survival::of(waits);
        let within = waits.appointment_by(u32::from(limit.days));
        UnderLimit { limit: limit.clone(), n: waits.n, within }
    });
    let cohorts = by_month.into_iter().map(|(month, waits)| cohort(territory, month, waits, today));
    WaitingTimeReport {
        all: Survival::of(clocks.iter().map(|clock| clock.wait)),
        limits: limits.collect(),
        cohorts: cohorts.collect(),
    }
}

fn cohort(territory: &Territory, month: Month, waits: Vec<Wait>, today: NaiveDate) -> Cohort {
    let waits = Survival::of(waits);
    let limit = territory.legal_limit(month.last());
    // One share needs one limit for all.
    let whole = limit.filter(|limit| limit.from <= month.first());
    Cohort {
        month,
        within: whole.and_then(|limit| waits.appointment_by(u32::from(limit.days))),
        is_immature: limit.is_some_and(|limit| today < month.last() + Days::new(u64::from(limit.days))),
        waits,
    }
}

#[cfg(test)]
mod tests {
    use crate::waiting_time::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_read_and_written() {
        let september = Month::parse("2026-09").unwrap();
        assert_eq!((september.first(), september.last()), (day("2026-09-01"), day("2026-09-30")));
        assert_eq!((september.to_string(), Month::of(day("2026-09-17"))), ("2026-09".to_owned(), september));
        assert_eq!(Month::parse("2026-12").unwrap().last(), day("2026-12-31"));
        for text in ["", "2026", "2026-13", "2026-9", "09-2026", "2026-09-01"] {
            assert_eq!(Month::parse(text), Err(InvalidMonth), "{text}");
        }
    }

    #[test]
    fn a_clock_knows_nothing_of_tomorrow() {
        let seen = |today, attended: Option<&str>, closed: Option<&str>| {
            let clock =
                ReferralWait::seen_on(day(today), day("2026-09-01"), attended.map(day), closed.map(day));
            clock.map(|clock| (clock.wait.days, clock.wait.end))
        };
        let attended = Some("2026-09-11");
        assert_eq!(seen("2026-08-31", None, None), None);
        assert_eq!(seen("2026-09-01", None, None), Some((0, WaitEnd::Censored)));
        assert_eq!(seen("2026-09-10", attended, None), Some((9, WaitEnd::Censored)));
        assert_eq!(seen("2026-09-11", attended, None), Some((10, WaitEnd::Appointment)));
        assert_eq!(seen("2026-12-01", attended, Some("2026-09-11")), Some((10, WaitEnd::Appointment)));
        assert_eq!(seen("2026-12-01", attended, Some("2026-09-05")), Some((4, WaitEnd::Exit)));
        assert_eq!(seen("2026-12-01", Some("2026-08-30"), None), Some((0, WaitEnd::Appointment)));
    }
}
