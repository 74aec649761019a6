//! Calendars as they come: foreign iCalendar text (RFC 5545) becomes busy time, and nothing else. No title, place or
//! attendee is kept, logged or put into an error.
//!
//! A calendar that cannot be read never means free: whatever is not understood makes the whole file an error, unless
//! it certainly takes no time in the window. In doubt (two readings of a zone, of an end, of a start that its own
//! rule does not give) both are busy.
//!
//! VEVENT and VFREEBUSY count. VTODO, VJOURNAL and VALARM take no time; VAVAILABILITY (RFC 7953) is not read: when
//! someone can be booked is entered here, as openings. EXRULE, gone since RFC 5545, is not read either: its dates
//! stay busy.
//!
//! `lines` keeps the few properties needed, `values` reads what stands in them, `zones` finds the clock,
//! `moments` joins the two, `events` and `free_busy` make spans.

mod answers;
mod events;
mod exclusions;
mod free_busy;
mod lines;
mod moments;
#[cfg(test)]
mod tests;
mod values;
mod windows_zones;
mod zones;

use std::collections::BTreeSet;

pub use answers::read_answer;
pub use lines::MAX_BYTES;

use chrono_tz::Tz;
use domain::ids::AppointmentId;
use domain::recurrence::{Budget, RecurrenceError};
use domain::time::Span;

/// Steps that all the rules of a file may cost together: half a second or so at worst, and thousands of honest series.
const FILE_BUDGET: u64 = 1_000_000;
/// Most busy spans of a file before they are merged.
const MAX_SPANS: usize = 200_000;
/// Most warnings of a file; more would say nothing new.
const MAX_WARNINGS: usize = 20;

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
    /// left out: the agenda has them already, and they must not stand in their own way when they move.
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

/// Reads one file, one or several VCALENDARs in it. The same bytes and options always give the same answer, and
/// hostile ones a quick error: everything is counted, nothing is timed.
///
/// # Errors
/// [`CalendarError`], and then nothing is known of the owner's time.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<ReadCalendar, CalendarError> {
    let calendars = lines::calendars(bytes, &options.owner_emails)?;
    let mut budget = Budget::new(FILE_BUDGET);
    let mut zones: Vec<_> = calendars
        .iter()
        .map(|calendar| zones::Zones::of(calendar, options.zone, options.window, &mut budget))
        .collect();
    let mut busy = events::busy(&calendars, &mut zones, options, &mut budget)?;
    let mut events_read = 0;
    for (calendar, zones) in calendars.iter().zip(&mut zones) {
        for component in &calendar.children {
            match component.kind {
                lines::Kind::FreeBusy => free_busy::busy(component, zones, &mut busy)?,
                lines::Kind::Event => {}
                _ => continue,
            }
            events_read += 1;
        }
    }
    let warnings: BTreeSet<_> = zones.into_iter().flat_map(|zones| zones.warnings).collect();
    Ok(ReadCalendar {
        busy: merged(busy, options.window),
        events_read,
        warnings: warnings.into_iter().take(MAX_WARNINGS).collect(),
    })
}

/// Clipped to `window`, sorted, those that overlap or touch made one.
fn merged(mut spans: Vec<Span>, window: Span) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| span.start);
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        let span = Span::new(span.start.max(window.start), span.end.min(window.end));
        match merged.last_mut() {
            _ if span.is_empty() => {}
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}
