//! Survival analysis of waiting times, people who still wait included; a plain mean of completed waits would omit them.
//!
//! Days are whole calendar days with many ties: everybody whose wait ends on a day was at risk on it, as in R's
//! `survfit`. Two estimators answer two questions: [`Survival::curve`] and
//! [`Survival::quantile`] are Kaplan-Meier, the wait among those still concerned (exits censored);
//! [`Survival::appointment_by`] and [`Survival::exit_by`] are Aalen-Johansen, the share of everybody received.

mod incidence;
mod kaplan_meier;
#[cfg(test)]
mod tests;
mod types;

use std::collections::BTreeMap;

pub use types::{CurveStep, Estimate, Quantile, Survival, Wait, WaitEnd};

use types::RiskRow;

impl Survival {
    /// The estimators for a group of waits.
    #[must_use]
    pub fn of(waits: impl IntoIterator<Item = Wait>) -> Self {
        let mut days: BTreeMap<u32, (u32, u32, u32)> = BTreeMap::new();
        for wait in waits {
            let (censored, appointments, exits) = days.entry(wait.days).or_default();
            match wait.end {
                WaitEnd::Censored => *censored += 1,
                WaitEnd::Appointment => *appointments += 1,
                WaitEnd::Exit => *exits += 1,
            }
        }
        let sum = |of: fn(&(u32, u32, u32)) -> u32| days.values().map(of).sum::<u32>();
        let (still_waiting, appointments, exits) = (sum(|day| day.0), sum(|day| day.1), sum(|day| day.2));
        let n = still_waiting + appointments + exits;
        let mut at_risk = n;
        let lines: Vec<RiskRow> = days
            .iter()
            .map(|(day, (censored, appointments, exits))| {
                let line = RiskRow { day: *day, at_risk, appointments: *appointments, exits: *exits };
                at_risk -= censored + appointments + exits;
                line
            })
            .collect();
        let curve = kaplan_meier::curve(&lines);
        let last_day = lines.last().map_or(0, |line| line.day);
        Self { n, still_waiting, appointments, exits, last_day, lines, curve }
    }
}
