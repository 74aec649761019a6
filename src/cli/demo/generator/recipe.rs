//! The size and the seed of a generated territory.

use chrono::NaiveDate;

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Another seed gives another territory of the same kind.
    pub seed: u64,
    /// How many professionals, at least 6 (fewer count as 6); sites and rooms grow with them.
    pub professionals: usize,
    /// The local day of today.
    pub today: NaiveDate,
    /// Days before today on which external calendars begin.
    pub days_back: u16,
    /// Days after today on which external calendars end.
    pub days_ahead: u16,
    /// How many referrals, received over the last 120 days. They do not grow with the professionals.
    pub referrals: usize,
}

impl Recipe {
    /// The territory of the demo: 60 professionals, 90 days of agendas, 400 referrals.
    #[must_use]
    pub const fn new(seed: u64, today: NaiveDate) -> Self {
        Self { seed, professionals: 60, today, days_back: 30, days_ahead: 60, referrals: 400 }
    }
}
