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
//! `lines` keeps the few properties needed, `values` parses their values, `zones` finds the clock,
//! `moments` joins the two, `events` and `free_busy` make spans.

mod answers;
mod events;
mod exclusions;
mod free_busy;
mod limits;
mod lines;
mod moments;
mod report;
#[cfg(test)]
mod tests;
mod values;
mod windows_zones;
mod zones;

use std::collections::BTreeSet;

pub use answers::read_answer;
pub use lines::MAX_BYTES;
pub use report::{CalendarError, ReadCalendar, ReadOptions, Warning};

use domain::recurrence::Budget;
use domain::time::Span;
use limits::{FILE_BUDGET, MAX_WARNINGS};

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
