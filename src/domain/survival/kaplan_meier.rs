//! Waiting time among those still concerned: Kaplan and Meier (1958), log-log intervals as in R's `survfit(conf.type
//! = "log-log")`, quantiles as in its `quantile`.

use super::types::{CurveStep, Estimate, Quantile, RiskRow, Survival, log_log};

/// Shares closer than this are equal, as in R's `quantile.survfit`: the root of the machine epsilon.
const TOLERANCE: f64 = 1.490_116_119_384_765_6e-8;

/// A step for each day with an appointment. The variance is Greenwood's.
pub(super) fn curve(lines: &[RiskRow]) -> Vec<CurveStep> {
    let (mut value, mut greenwood) = (1.0, 0.0);
    lines
        .iter()
        .filter(|line| line.appointments > 0)
        .map(|line| {
            let (at_risk, received) = (f64::from(line.at_risk), f64::from(line.appointments));
            value *= (at_risk - received) / at_risk;
            greenwood += received / (at_risk * (at_risk - received));
            let error = greenwood.sqrt() / value.ln().abs();
            CurveStep { day: line.day, waiting: Estimate { value, interval: log_log(value, error) } }
        })
        .collect()
}

impl Survival {
    /// The steps of the curve; everybody waits before the first.
    #[must_use]
    pub fn curve(&self) -> &[CurveStep] {
        &self.curve
    }

    /// The share of those still concerned who wait longer than `day` days; `None` beyond the longest observed wait
    /// while somebody waits.
    #[must_use]
    pub fn waiting_after(&self, day: u32) -> Option<f64> {
        let step = self.curve.iter().take_while(|step| step.day <= day).last();
        let value = step.map_or(1.0, |step| step.waiting.value);
        (value <= 0.0 || !self.is_beyond(day)).then_some(value)
    }

    /// The day by which `share` (between 0 and 1, both excluded) of those still concerned were received.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Quantile {
        let bound = |of: fn((f64, f64)) -> f64| {
            let points =
                self.curve.iter().filter_map(move |step| Some((step.day, of(step.waiting.interval?))));
            self.reaches(points, share)
        };
        Quantile {
            day: self.reaches(self.curve.iter().map(|step| (step.day, step.waiting.value)), share),
            low: bound(|(low, _)| low),
            high: bound(|(_, high)| high),
        }
    }

    fn reaches(&self, points: impl Iterator<Item = (u32, f64)>, share: f64) -> Option<f64> {
        let midpoint = |from: u32, to: u32| f64::midpoint(f64::from(from), f64::from(to));
        let mut level = None;
        for (day, waiting) in points {
            let received = 1.0 - waiting;
            if received - TOLERANCE >= share {
                return Some(midpoint(level.unwrap_or(day), day));
            }
            if received + TOLERANCE >= share {
                level = level.or(Some(day));
            }
        }
        level.map(|from| midpoint(from, self.last_day))
    }

    /// The mean wait, a longer one counted as `days` (restricted mean survival time): the area under the curve.
    /// `None` beyond the longest observed wait while somebody waits.
    #[must_use]
    pub fn restricted_mean(&self, days: u32) -> Option<f64> {
        self.waiting_after(days)?;
        let (mut area, mut from, mut value) = (0.0, 0, 1.0);
        for step in self.curve.iter().take_while(|step| step.day < days) {
            area += value * f64::from(step.day - from);
            (from, value) = (step.day, step.waiting.value);
        }
        Some(area + value * f64::from(days - from))
    }
}
