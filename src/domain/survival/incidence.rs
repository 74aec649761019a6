//! Cumulative incidence of appointments and exits: Aalen and Johansen (1978).
//!
//! One minus the Kaplan-Meier curve overestimates when people exit: it treats them as if they could still come.
//! The variance is the one by the delta method (E. Marubini and M. G. Valsecchi, Analysing Survival Data from
//! Clinical Trials and Observational Studies, 1995, section 10.2), which is Greenwood's without exits; the interval
//! is computed on the scale log(-log(share)).

use super::types::{Estimate, RiskRow, Survival, log_log};

/// One day of the sum: event-free share before it, incidence after it, people at risk, ends of both kinds, ends
/// of the counted kind.
struct DayTerm {
    free: f64,
    incidence: f64,
    at_risk: f64,
    ends: f64,
    of_kind: f64,
}

impl Survival {
    /// The share of everybody that had the first attended appointment within `day` days; `None` beyond the longest
    /// observed wait while somebody waits.
    #[must_use]
    pub fn appointment_by(&self, day: u32) -> Option<Estimate> {
        self.incidence(day, |line| line.appointments)
    }

    /// The share of everybody that exited without an appointment within `day` days; `None` as for
    /// [`Self::appointment_by`].
    #[must_use]
    pub fn exit_by(&self, day: u32) -> Option<Estimate> {
        self.incidence(day, |line| line.exits)
    }

    fn incidence(&self, day: u32, of_kind: fn(&RiskRow) -> u32) -> Option<Estimate> {
        let all_ended = self.lines.last().is_some_and(|line| line.at_risk == line.appointments + line.exits);
        if self.is_beyond(day) && !all_ended {
            return None;
        }
        let (mut free, mut value) = (1.0, 0.0);
        let terms: Vec<DayTerm> = self
            .lines
            .iter()
            .take_while(|line| line.day <= day)
            .map(|line| {
                let (at_risk, of_kind) = (f64::from(line.at_risk), f64::from(of_kind(line)));
                let ends = f64::from(line.appointments + line.exits);
                value += free * of_kind / at_risk;
                let term = DayTerm { free, incidence: value, at_risk, ends, of_kind };
                free *= (at_risk - ends) / at_risk;
                term
            })
            .collect();
        let variance: f64 = terms.iter().map(|term| term.variance(value)).sum();
        // Rounding may give a tiny negative value.
        let error = variance.max(0.0).sqrt() / (value * value.ln()).abs();
        Some(Estimate { value, interval: log_log(value, error) })
    }
}

impl DayTerm {
    /// The day's contribution to the variance of the incidence `total`.
    fn variance(&self, total: f64) -> f64 {
        let Self { free, at_risk, ends, of_kind, .. } = self;
        let later = total - self.incidence;
        // When everybody's wait ends on a day, nothing comes later.
        let staying = if ends < at_risk { later * later * ends / (at_risk * (at_risk - ends)) } else { 0.0 };
        staying + free * free * (at_risk - of_kind) * of_kind / at_risk.powi(3)
            - 2.0 * later * free * of_kind / at_risk.powi(2)
    }
}
