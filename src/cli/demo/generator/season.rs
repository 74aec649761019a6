//! The days that the generated agendas cover.

use chrono::{Days, NaiveDate, Weekday};

use super::recipe::Recipe;

/// How long before today referrals begin, in days.
pub(super) const DAYS_OF_REFERRALS: u16 = 120;
const DAY_CODES: [&str; 5] = ["MO", "TU", "WE", "TH", "FR"];

/// The days that the generated agendas cover.
#[derive(Clone, Copy, Debug)]
pub(super) struct Season {
    pub today: NaiveDate,
    /// A Monday before the oldest referral and before `days_back`.
    pub first_monday: NaiveDate,
    /// A Sunday well after `days_ahead`.
    pub last_day: NaiveDate,
}

impl Season {
    pub(super) fn of(recipe: &Recipe) -> Self {
        let back = u64::from(recipe.days_back.max(DAYS_OF_REFERRALS)) + 7;
        let ahead = u64::from(recipe.days_ahead) + 28;
        let last = monday(later(recipe.today, ahead));
        Self {
            today: recipe.today,
            first_monday: monday(recipe.today - Days::new(back)),
            last_day: later(last, 6),
        }
    }

    /// A weekly rule over weekdays from 0, up to and including `until`.
    pub(super) fn weekly(&self, days: &[u32], interval: u32, until: NaiveDate) -> String {
        let codes: Vec<&str> =
            (0..).zip(DAY_CODES).filter(|(day, _)| days.contains(day)).map(|(_, code)| code).collect();
        let every = if interval == 1 { String::new() } else { format!("INTERVAL={interval};") };
        let until = until.min(self.last_day).format("%Y%m%d");
        format!("FREQ=WEEKLY;{every}BYDAY={};UNTIL={until}", codes.join(","))
    }
}

/// The day so many days later.
pub(super) fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day + Days::new(days)
}

/// The Monday of the week of `day`.
pub(super) fn monday(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).first_day()
}
