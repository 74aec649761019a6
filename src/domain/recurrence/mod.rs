//! Recurrence rules (RFC 5545 section 3.3.10), expanded in floating local time with limits on cost: a rule of sixty
//! bytes must not keep the service busy. The caller converts the result to UTC.
//!
//! The `rrule` crate finds the days; this module validates rules and bounds where the crate starts and stops.

mod budget;
mod error;

mod rule;
mod rule_parts;
#[cfg(test)]
mod tests;
mod until;

use std::ops::Range;

use chrono::{Duration, NaiveDateTime};

pub use budget::Budget;
pub use error::{MAX_OCCURRENCES, RecurrenceError};
pub use until::until_to_local;

use rule::Rule;

/// The occurrences of `rule` inside the half-open `window`, sorted, each once, for a series whose DTSTART is
/// `first`. All is floating local time. `first` is included only when the rule gives it. UNTIL is local and
/// inclusive; a DATE means the end of that day.
///
/// # Errors
/// [`RecurrenceError`] when the rule is not one of RFC 5545, faster than daily, or beyond the limits.
pub fn expand(
    rule: &str,
    first: NaiveDateTime,
    window: Range<NaiveDateTime>,
) -> Result<Vec<NaiveDateTime>, RecurrenceError> {
    expand_within(rule, first, window, &mut Budget::default())
}

/// As [`expand`], with a budget shared by many rules.
///
/// # Errors
/// As [`expand`]; [`RecurrenceError::TooCostly`] when the budget is spent.
pub fn expand_within(
    rule: &str,
    first: NaiveDateTime,
    window: Range<NaiveDateTime>,
    budget: &mut Budget,
) -> Result<Vec<NaiveDateTime>, RecurrenceError> {
    let rule = Rule::parse(rule, first)?;
    // UNTIL is included, the window's end is not; rules know whole seconds only.
    let end = rule.until.map_or(window.end, |until| window.end.min(until + Duration::seconds(1)));
    if first >= end || window.start >= end {
        return Ok(Vec::new());
    }
    // With a COUNT every occurrence since the first one matters; without, only the window does.
    let from = if rule.count.is_some() { first } else { first.max(window.start) };
    let start = rule.period_of(first, from);
    budget.spend(rule.cost_between(start, end.date()))?;
    let mut left = rule.count.unwrap_or(u32::MAX);
    let mut found = Vec::new();
    for occurrence in &rule.set_from(start)? {
        let occurrence = occurrence.naive_utc();
        if occurrence < first {
            continue;
        }
        if occurrence >= end || left == 0 {
            // The crate may have searched far beyond the end.
            budget.spend(rule.cost_between(end.date(), occurrence.date()))?;
            return Ok(found);
        }
        left -= 1;
        budget.spend(1)?;
        if occurrence >= window.start {
            if found.len() == MAX_OCCURRENCES {
                return Err(RecurrenceError::TooManyOccurrences);
            }
            found.push(occurrence);
        }
        if left == 0 {
            return Ok(found);
        }
    }
    budget.spend(rule.dead_end())?;
    Ok(found)
}
