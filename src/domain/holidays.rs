//! Public holidays (jours fériés) of each French territory, for any year.

use chrono::NaiveDate;

/// Which public holidays a territory keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HolidayCalendar {
    /// Metropolitan France.
    Metropolitan,
}

impl HolidayCalendar {
    /// True when nothing opens on `day`.
    #[must_use]
    pub fn contains(self, _day: NaiveDate) -> bool {
        false
    }
}
