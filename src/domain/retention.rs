//! How long data about people is kept.

use chrono::{DateTime, Duration, Months, Utc};

/// Months for which a person's data is kept after the last contact: the CNIL's référentiel on social support
/// (délibération 2023-095 of 14 September 2023) gives two years in the active base.
const AFTER_LAST_CONTACT: Months = Months::new(24);
/// How long the answer of a write is kept to be given again: a caller who asks again does so within days.
const ANSWERS_KEPT: Duration = Duration::days(7);

/// People whose last contact lies before this instant are forgotten at `now`.
#[must_use]
pub fn people_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(AFTER_LAST_CONTACT).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// Answers given before this instant are forgotten at `now`.
#[must_use]
pub fn answers_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - ANSWERS_KEPT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_years_are_two_years_whatever_their_days() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        for (now, since) in [
            ("2027-01-04T08:00:00Z", "2025-01-04T08:00:00Z"),
            ("2028-02-29T00:00:00Z", "2026-02-28T00:00:00Z"),
        ] {
            assert_eq!(people_since(at(now)), at(since));
        }
    }
}
