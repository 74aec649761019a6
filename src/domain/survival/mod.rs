//! How long people wait, people who still wait included: what a plain mean of the seen waits hides.
//!
//! Days are whole calendar days and ties are the rule: everybody whose wait ends on a day was still at risk on it,
//! as in R's `survfit`. Two readings of the same rows, which answer two questions: [`Survival::curve`] and
//! [`Survival::quantile`] are Kaplan-Meier, the wait among those still concerned (exits censored);
//! [`Survival::appointment_by`] and [`Survival::exit_by`] are Aalen-Johansen, the share of everybody received.

mod incidence;
mod kaplan_meier;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use kaplan_meier::{CurveStep, Quantile};

/// The 97.5 % quantile of the normal law: every interval is at 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// How a wait ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitEnd {
    /// It does not yet: the person still waits.
    Censored,
    /// By the first attended appointment.
    Appointment,
    /// The person is no longer concerned, and had no appointment.
    Exit,
}

/// One person's wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Calendar days since the referral was received.
    pub days: u32,
    /// How it ends after them.
    pub end: WaitEnd,
}

/// A share, 0 to 1, with its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The share.
    pub value: f64,
    /// The interval; `None` for a share of nobody or everybody, where it has none.
    pub interval: Option<(f64, f64)>,
}

/// One day of the risk table.
#[derive(Clone, Copy, Debug)]
struct RiskRow {
    day: u32,
    at_risk: u32,
    appointments: u32,
    exits: u32,
}

/// The waits of a group of people.
#[derive(Clone, Debug)]
pub struct Survival {
    /// How many people.
    pub n: u32,
    /// How many still wait.
    pub still_waiting: u32,
    /// How many were received.
    pub appointments: u32,
    /// How many left without.
    pub exits: u32,
    /// The longest wait, ended or not.
    pub last_day: u32,
    lines: Vec<RiskRow>,
    curve: Vec<CurveStep>,
}

impl Survival {
    /// Counts the waits of a group.
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

    /// True when `day` is later than any wait seen, so that nothing can be said of it.
    const fn is_beyond(&self, day: u32) -> bool {
        self.n == 0 || day > self.last_day
    }
}

/// The 95 % interval of a share on the scale log(-log(share)), given its standard error there.
fn log_log(share: f64, error: f64) -> Option<(f64, f64)> {
    let inside = share > 0.0 && share < 1.0 && error.is_finite();
    // A greater log(-log) is a smaller share.
    let at = |sign: f64| (-((-share.ln()).ln() + sign * Z * error).exp()).exp();
    inside.then(|| (at(1.0), at(-1.0)))
}
