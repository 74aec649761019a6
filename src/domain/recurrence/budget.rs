//! Budget for expanding recurrence rules.

use crate::recurrence::error::RecurrenceError;

/// Budget for expanding rules. It counts steps, not time, so the result is deterministic.
#[derive(Clone, Debug)]
pub struct Budget {
    steps: u64,
}

impl Budget {
    /// A budget of `steps`: one step is about the cost of examining one day (0.5 µs). A week costs two, a month
    /// fifteen, a year sixty, an occurrence one.
    #[must_use]
    pub const fn new(steps: u64) -> Self {
        Self { steps }
    }

    pub(super) fn spend(&mut self, steps: u64) -> Result<(), RecurrenceError> {
        self.steps = self.steps.checked_sub(steps).ok_or(RecurrenceError::TooCostly)?;
        Ok(())
    }
}

impl Default for Budget {
    /// Enough for any realistic rule: a daily one over more than a thousand years.
    fn default() -> Self {
        Self::new(500_000)
    }
}
