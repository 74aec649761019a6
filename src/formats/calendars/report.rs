//! Input and output of the calendar reader: options, busy time, warnings, errors.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use domain::ids::AppointmentId;
use domain::recurrence::RecurrenceError;
use domain::time::Span;

/// What the reader must know beside the file.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The agenda's zone: for floating times, whole days and zones that nobody knows.
    pub zone: Tz,
    /// What is kept; the rest is left out.
    pub window: Span,
    /// Mail addresses of the agenda's owner: what they have declined is free.
    pub owner_emails: Vec<String>,
    /// Appointments the owner was invited to by this service. Their events, known by the left part of their UID, are
    /// left out: the agenda has them already, and they must not block themselves when rescheduled.
    pub invited_to: BTreeSet<AppointmentId>,
}

/// What a file says, and no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadCalendar {
    /// Busy time inside the window, rounded outwards to quanta, sorted, neither overlapping nor touching.
    pub busy: Vec<Span>,
    /// VEVENT and VFREEBUSY components found, inside the window or not, free ones too.
    pub events_read: usize,
    /// What the owner should know, each thing once, twenty at most.
    pub warnings: Vec<Warning>,
}

/// Something read with a doubt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Warning {
    /// A time zone that nobody knows (its times are read in the calendar's or the agenda's zone), or whose
    /// VTIMEZONE contradicts its name (both readings are busy).
    #[error("the time zone {tzid:?} is uncertain: write its IANA name in the calendar")]
    ZoneUncertain {
        /// Its name, 64 characters at most.
        tzid: String,
    },
}

/// Why a file is not read. The last good busy time must stay. Lines count from 1; no text of the file but rule parts
/// appears.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Nothing but blanks.
    #[error("the file is empty; check the address, or export the calendar again")]
    Empty,
    /// More bytes than are read.
    #[error("the file has more than {most} bytes; export fewer years of it")]
    TooLarge {
        /// Allowed.
        most: usize,
    },
    /// More lines than are read.
    #[error("the file has more than {most} lines; export fewer years of it")]
    TooManyLines {
        /// Allowed.
        most: usize,
    },
    /// More events or time zones than are read.
    #[error("the file has more than {most} events or time zones; export fewer years of it")]
    TooManyEvents {
        /// Allowed.
        most: usize,
    },
    /// Does not start as a calendar does.
    #[error(
        "this is not a calendar: no BEGIN:VCALENDAR; check that the address gives iCalendar (.ics), not a web page"
    )]
    NotACalendar,
    /// Ends before its END:VCALENDAR.
    #[error("the file stops at line {line} before END:VCALENDAR; fetch it again")]
    Truncated {
        /// The last line.
        line: usize,
    },
    /// BEGIN and END do not match, or something stands outside the calendar.
    #[error("line {line}: BEGIN and END do not match here; export the calendar again")]
    Unbalanced {
        /// Where.
        line: usize,
    },
    /// Longer than any honest line.
    #[error("line {line} is longer than {most} bytes; split it into several properties")]
    LineTooLong {
        /// Where.
        line: usize,
        /// Allowed.
        most: usize,
    },
    /// A property without its colon.
    #[error("line {line}: {property} is not written NAME:value; export the calendar again")]
    BadLine {
        /// Where.
        line: usize,
        /// Which property.
        property: &'static str,
    },
    /// A value that is not understood.
    #[error("line {line}: {property} cannot be read; write it like {suggestion}")]
    BadValue {
        /// Where.
        line: usize,
        /// Which property.
        property: &'static str,
        /// What a good value looks like.
        suggestion: &'static str,
    },
    /// An event without DTSTART.
    #[error("the event at line {line} has no DTSTART; give it a start or delete it")]
    MissingStart {
        /// Line of its BEGIN.
        line: usize,
    },
    /// An event whose end comes before its start.
    #[error("the event at line {line} ends before it starts; correct its end")]
    EndBeforeStart {
        /// Line of its BEGIN.
        line: usize,
    },
    /// A recurrence rule that is not played.
    #[error("line {line}: {source}")]
    Rule {
        /// Line of the RRULE.
        line: usize,
        /// Why.
        source: RecurrenceError,
    },
    /// A fault in the code that plays the rules.
    #[error("line {line}: this rule cannot be played; write its dates as RDATE")]
    Fault {
        /// Line of the RRULE.
        line: usize,
    },
    /// More busy spans than are kept.
    #[error(
        "the events make more than {most} busy times in the window; check the rules for one that repeats too often"
    )]
    TooManyOccurrences {
        /// Allowed.
        most: usize,
    },
}
