//! Input, risk table and results of the estimators.

/// The 97.5 % quantile of the normal law: every interval is at 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// End of a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitEnd {
    /// Not ended: still waiting.
    Censored,
    /// First attended appointment.
    Appointment,
    /// Closed without an appointment.
    Exit,
}

/// One wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Calendar days since the referral was received.
    pub days: u32,
    /// How it ended.
    pub end: WaitEnd,
}

/// A share, 0 to 1, with its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The share.
    pub value: f64,
    /// The interval; `None` for a share of 0 or 1.
    pub interval: Option<(f64, f64)>,
}

/// One day of the risk table.
#[derive(Clone, Copy, Debug)]
pub(super) struct RiskRow {
    pub(super) day: u32,
    pub(super) at_risk: u32,
    pub(super) appointments: u32,
    pub(super) exits: u32,
}

/// The waits of a group.
#[derive(Clone, Debug)]
pub struct Survival {
    /// Number of waits.
    pub n: u32,
    /// Still waiting.
    pub still_waiting: u32,
    /// Ended by an appointment.
    pub appointments: u32,
    /// Ended without an appointment.
    pub exits: u32,
    /// The longest wait, ended or not.
    pub last_day: u32,
    pub(super) lines: Vec<RiskRow>,
    pub(super) curve: Vec<CurveStep>,
}

/// A step of the curve: the share still waiting from a day on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurveStep {
    /// The day, counted from the referral.
    pub day: u32,
    /// The share still waiting at its end.
    pub waiting: Estimate,
}

/// The day by which a share was received; `None` where the curve or its bound never reaches it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The day; a half day where the curve is flat at that share.
    pub day: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub high: Option<f64>,
}

impl Survival {
    /// True when `day` is beyond the longest observed wait.
    pub(super) const fn is_beyond(&self, day: u32) -> bool {
        self.n == 0 || day > self.last_day
    }
}

/// The 95 % interval of a share on the scale log(-log(share)), given its standard error there.
pub(super) fn log_log(share: f64, error: f64) -> Option<(f64, f64)> {
    let inside = share > 0.0 && share < 1.0 && error.is_finite();
    // A greater log(-log) is a smaller share.
    let at = |sign: f64| (-((-share.ln()).ln() + sign * Z * error).exp()).exp();
    inside.then(|| (at(1.0), at(-1.0)))
}
