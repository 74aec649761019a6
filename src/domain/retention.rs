//! How long data about people is kept.

use chrono::{DateTime, Duration, Months, Utc};

/// Months for which a person's data is kept after the last contact: the CNIL's référentiel on social support
/// (délibération 2023-095 of 14 September 2023) gives two years in the active base.
const AFTER_LAST_CONTACT: Months = Months::new(24);
/// How long the answer of a write is kept to be given again: a caller who asks again does so within days.
const ANSWERS_KEPT: Duration = Duration::days(7);

/// How long the words of a short message somebody wrote are kept for the desk to read; its meaning stays.
const REPLIES_KEPT: Duration = Duration::days(30);
/// How long an operator's names for messages are kept: receipts come within days.
const RECEIPTS_KEPT: Duration = Duration::days(30);

/// Words of short messages that came before this instant are forgotten at `now`.
#[must_use]
pub fn replies_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - REPLIES_KEPT
}

/// Names that operators gave before this instant are forgotten at `now`.
#[must_use]
pub fn receipts_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - RECEIPTS_KEPT
}

/// Months for which what a message said is kept; that it was sent stays.
const CONTENTS_KEPT: Months = Months::new(6);

/// What messages said that were settled before this instant is forgotten at `now`.
#[must_use]
pub fn contents_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(CONTENTS_KEPT).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

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
