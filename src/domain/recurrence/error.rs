//! Why a recurrence rule is refused, and the limits that rules must keep.

/// Most occurrences that one rule may have inside the window.
pub const MAX_OCCURRENCES: usize = 4_000;
/// Longest rule read, in bytes: room for a list of all the days of a year.
pub(super) const MAX_LENGTH: usize = 4_096;
/// Most times of day in BYHOUR x BYMINUTE x BYSECOND: one per quarter of an hour.
pub(super) const MAX_TIMES_A_DAY: usize = 96;

/// Why a rule is refused. Every message says what was found and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// Not ASCII, or longer than a rule can be.
    #[error(
        "the rule is longer than {MAX_LENGTH} bytes or not plain ASCII; write it as RFC 5545 section 3.3.10 says"
    )]
    Unreadable,
    /// A part without a value, without an equals sign, or written twice.
    #[error(
        "rule part {part:?} is not written NAME=VALUE, or stands twice; write each part once, as in INTERVAL=2"
    )]
    Malformed {
        /// The name of the part.
        part: String,
    },
    /// An unknown part.
    #[error("rule part {part:?} is not known; leave it out or write the dates as RDATE")]
    UnknownPart {
        /// The name of the part.
        part: String,
    },
    /// No FREQ, or an unknown one.
    #[error("the rule has no FREQ, or an unknown one; write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")]
    NoFrequency,
    /// HOURLY, MINUTELY or SECONDLY.
    #[error("FREQ={frequency} is too fast for an agenda; write FREQ=DAILY with BYHOUR instead")]
    TooFast {
        /// The frequency found.
        frequency: &'static str,
    },
    /// A value that is not a number, or outside what the part allows.
    #[error("{value:?} in {part} is out of range; use {allowed}")]
    BadValue {
        /// The name of the part.
        part: &'static str,
        /// The value found, cut short.
        value: String,
        /// Allowed values.
        allowed: &'static str,
    },
    /// A part that RFC 5545 forbids with this FREQ.
    #[error("{part} does not go with FREQ={frequency}; remove it or change FREQ")]
    NotTogether {
        /// The name of the part.
        part: &'static str,
        /// The frequency found.
        frequency: &'static str,
    },
    /// UNTIL ends in Z.
    #[error("UNTIL is in UTC; convert it to the zone of the series first (until_to_local)")]
    UntilInUtc,
    /// More times a day than an agenda can have.
    #[error("BYHOUR, BYMINUTE and BYSECOND make {times} times a day; use at most {MAX_TIMES_A_DAY}")]
    TooManyTimes {
        /// How many.
        times: usize,
    },
    /// More than [`MAX_OCCURRENCES`] inside the window.
    #[error(
        "the rule gives more than {MAX_OCCURRENCES} dates in the window; use a longer INTERVAL or fewer BYHOUR values"
    )]
    TooManyOccurrences,
    /// The budget is spent.
    #[error("the rule is too costly to follow; give it an UNTIL instead of COUNT, or a later start")]
    TooCostly,
    /// Refused by the crate that finds the days.
    #[error("the rule contradicts itself; check its BY parts against RFC 5545 section 3.3.10")]
    Contradictory,
}
