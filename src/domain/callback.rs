//! By when a call is promised.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::holidays::HolidayCalendar;

/// Working days that the desk has for a call.
const WORKING_DAYS: usize = 2;

/// The last day by which somebody who asks on `today` is called: the second working day after.
#[must_use]
pub fn promised(today: NaiveDate, holidays: HolidayCalendar) -> NaiveDate {
    let works =
        |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !holidays.contains(*day);
    today.iter_days().skip(1).filter(works).nth(WORKING_DAYS - 1).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_and_holidays_are_not_counted() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (asked, by) in [
            ("2027-01-04", "2027-01-06"),
            ("2027-01-07", "2027-01-11"),
            ("2027-01-08", "2027-01-12"),
            ("2027-01-09", "2027-01-12"),
            // The first of January is a Friday.
            ("2026-12-31", "2027-01-05"),
        ] {
            assert_eq!(promised(day(asked), HolidayCalendar::Metropolitan), day(by), "{asked}");
        }
    }
}
