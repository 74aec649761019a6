//! Retention periods of personal data.

use chrono::{DateTime, Duration, Months, NaiveDate, Utc};

/// Months for which a beneficiary's data is kept after the last contact: the CNIL's référentiel on social support
/// (délibération 2023-095 of 14 September 2023) gives two years in the active base.
const AFTER_LAST_CONTACT: Months = Months::new(24);
/// How long responses are kept for idempotent retries: callers retry within days.
const ANSWERS_KEPT: Duration = Duration::days(7);

/// How long the text of an incoming SMS is kept for the desk; its meaning is kept longer.
const REPLIES_KEPT: Duration = Duration::days(30);
/// How long operators' message references are kept: receipts come within days.
const RECEIPTS_KEPT: Duration = Duration::days(30);

/// Texts of incoming SMS received before this instant are erased at `now`.
#[must_use]
pub fn replies_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - REPLIES_KEPT
}

/// Operators' references older than this instant are erased at `now`.
#[must_use]
pub fn receipts_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - RECEIPTS_KEPT
}

/// Months for which the content of a message is kept; the fact that it was sent is kept longer.
const CONTENTS_KEPT: Months = Months::new(6);

/// Contents of messages settled before this instant are erased at `now`.
#[must_use]
pub fn contents_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(CONTENTS_KEPT).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// Beneficiaries whose last contact is before this instant are erased at `now`.
#[must_use]
pub fn people_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(AFTER_LAST_CONTACT).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// True when somebody whose only contact is a referral received on `received` must be erased by `today` (local
/// dates). Never later than by [`people_since`], whatever the zone, so that an import does not bring back erased
/// people; at most two days earlier.
#[must_use]
pub fn is_forgotten(received: NaiveDate, today: NaiveDate) -> bool {
    let since = today.checked_sub_months(AFTER_LAST_CONTACT).unwrap_or(NaiveDate::MIN);
    received <= since
}

/// Idempotent responses given before this instant are erased at `now`.
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

    #[test]
    fn whoever_the_purge_forgets_is_forgotten_in_every_zone() {
        for hours in 0..24 * 800 {
            let now = "2027-01-04T00:30:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::hours(hours);
            let since = people_since(now).date_naive();
            for zone in crate::zone::FRENCH_ZONES {
                let today = crate::zone::to_local(zone, now).date();
                // The purge keeps whoever was received on that day or later.
                assert!(is_forgotten(since - Duration::days(1), today), "{zone} {now}");
                assert!(!is_forgotten(since + Duration::days(2), today), "{zone} {now}");
            }
        }
    }
}
