//! The share of everybody received that had an appointment, or left without: Aalen and Johansen (1978).
//!
//! One minus the Kaplan-Meier curve says too much when people leave: it counts them as if they could still come.
//! The variance is the one by the delta method (E. Marubini and M. G. Valsecchi, Analysing Survival Data from
//! Clinical Trials and Observational Studies, 1995, section 10.2), which is Greenwood's when nobody leaves; the
//! interval is drawn on the scale log(-log(share)).

use super::{Estimate, RiskRow, Survival, log_log};

/// One day of the sum: event-free share before it, incidence after it, people at risk, ends of both kinds, ends
/// of the kind that is counted.
struct DayTerm {
    free: f64,
    incidence: f64,
    at_risk: f64,
    ends: f64,
    metered: f64,
}

impl Survival {
    /// The share of everybody that had the first attended appointment within `day` days; `None` beyond the last
    /// wait seen while somebody waits.
    #[must_use]
    pub fn appointment_by(&self, day: u32) -> Option<Estimate> {
        self.incidence(day, |line| line.appointments)
    }

    /// The share of everybody that left without an appointment within `day` days; `None` as for
    /// [`Self::appointment_by`].
    #[must_use]
    pub fn exit_by(&self, day: u32) -> Option<Estimate> {
        self.incidence(day, |line| line.exits)
    }

    fn incidence(&self, day: u32, metered: fn(&RiskRow) -> u32) -> Option<Estimate> {
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
                let (at_risk, metered) = (f64::from(line.at_risk), f64::from(metered(line)));
                let ends = f64::from(line.appointments + line.exits);
                value += free * metered / at_risk;
                let term = DayTerm { free, incidence: value, at_risk, ends, metered };
                free *= (at_risk - ends) / at_risk;
                term
            })
            .collect();
        let variance: f64 = terms.iter().map(|term| term.variance(value)).sum();
        // Rounding may leave a hair below nothing.
        let error = variance.max(0.0).sqrt() / (value * value.ln()).abs();
        Some(Estimate { value, interval: log_log(value, error) })
    }
}

impl DayTerm {
    /// What the day adds to the variance of the incidence `total`.
    fn variance(&self, total: f64) -> f64 {
        let Self { free, at_risk, ends, metered, .. } = self;
        let later = total - self.incidence;
        // Nobody is left after a day that takes everybody: nothing comes later.
        let staying = if ends < at_risk { later * later * ends / (at_risk * (at_risk - ends)) } else { 0.0 };
        staying + free * free * (at_risk - metered) * metered / at_risk.powi(3)
            - 2.0 * later * free * metered / at_risk.powi(2)
    }
}
