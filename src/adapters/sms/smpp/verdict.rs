//! What an SMPP command status means for a message (SMPP 3.4 section 5.1.3).

use std::time::Duration;

use crate::adapters::sms::outcome::Cause;

/// What became of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PartOutcome {
    /// Taken, under that name when the exchange gave one.
    Accepted(Option<String>),
    /// Not taken; not before that time.
    Temporary(Cause, Option<Duration>),
    /// Too many; not before that time.
    Throttled(Duration),
    /// Refused for good.
    Permanent(Cause),
    /// Written, and never answered.
    Unknown(Cause),
}

/// `ESME_RMSGQFUL`.
const QUEUE_FULL: u32 = 0x14;
/// `ESME_RTHROTTLED`.
const THROTTLED: u32 = 0x58;

/// True when `status` asks for less.
pub(super) const fn asks_for_less(status: u32) -> bool {
    matches!(status, QUEUE_FULL | THROTTLED)
}

/// What a status other than "taken" leaves behind. Faults of the settings (sender, service type, ...) may pass: mending
/// them lets the messages go.
pub(super) const fn refused(status: u32) -> PartOutcome {
    match status {
        // The destination, its type, its plan.
        0x0b | 0x50 | 0x51 => PartOutcome::Permanent(Cause::NoSuchNumber(status)),
        // Length, prohibited, coding; and what an application calls permanent or rejected.
        0x01 | 0x65 | 0x66 | 0x101 | 0x104 => PartOutcome::Permanent(Cause::Refused(status)),
        _ => PartOutcome::Temporary(Cause::Refused(status), None),
    }
}
