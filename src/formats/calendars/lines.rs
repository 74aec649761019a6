//! Content lines (RFC 5545 section 3.1): from bytes to the few properties that say when someone is busy. Everything else,
//! titles first, is dropped line by line.
//!
//! Why not calcard (0.3.14), which is the second opinion in the tests: it never refuses. INTERVAL=65537 becomes 1 and
//! COUNT=4294967297 becomes 1, `20260105T0900Z` loses its Z, a line without its colon and a missing END pass, and an
//! unquoted `TZID=(UTC+01:00) Bruxelles, ...` is cut at its colon. Each could show a busy person as free.

use crate::formats::calendars::report::CalendarError;

/// Largest file read, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
const MAX_LINES: usize = 600_000;
/// Most VEVENT and VFREEBUSY components in a file.
const MAX_EVENTS: usize = 50_000;
/// Most VTIMEZONE components and their observances in a file.
const MAX_ZONES: usize = 5_000;
/// Longest line kept, unfolded, in bytes: room for thousands of EXDATE.
const MAX_KEPT: usize = 256 * 1024;
const MAX_DEPTH: usize = 16;

/// The kinds of component that are kept; VTODO, VJOURNAL, VALARM, VAVAILABILITY and the unknown are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Calendar,
    Event,
    FreeBusy,
    TimeZone,
    /// STANDARD or DAYLIGHT: both only say from when on which offset holds.
    Observance,
}

/// One kept property.
#[derive(Debug)]
pub(super) struct Property {
    /// Line of the file, from 1.
    pub line: usize,
    /// One of the names kept.
    pub name: &'static str,
    params: Vec<(String, String)>,
    /// As written, unfolded.
    pub value: String,
}

impl Property {
    /// The first parameter called `name` (upper case), without its quotes.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// True when the parameter `name` has this value, in any case.
    pub fn param_is(&self, name: &str, value: &str) -> bool {
        self.param(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
    }

    /// True when the value is `value`, in any case.
    pub fn is(&self, value: &str) -> bool {
        self.value.trim().eq_ignore_ascii_case(value)
    }

    /// An error about this value, with what to write instead; the value itself stays out of it.
    pub fn refused(&self, suggestion: &'static str) -> CalendarError {
        CalendarError::BadValue { line: self.line, property: self.name, suggestion }
    }
}

/// One kept component.
#[derive(Debug)]
pub(super) struct Component {
    pub kind: Kind,
    /// Line of its BEGIN, from 1.
    pub line: usize,
    pub properties: Vec<Property>,
    pub children: Vec<Self>,
}

impl Component {
    /// The first property called `name`.
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Every property called `name`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }
}

/// The names kept in a component of this kind.
const fn kept_names(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Calendar => &["METHOD", "X-WR-TIMEZONE"],
        Kind::Event => &[
            "UID",
            "SEQUENCE",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "DURATION",
            "RRULE",
            "RDATE",
            "EXDATE",
            "RECURRENCE-ID",
            "STATUS",
            "TRANSP",
            "X-MICROSOFT-CDO-BUSYSTATUS",
            "ATTENDEE",
        ],
        Kind::FreeBusy => &["FREEBUSY"],
        Kind::TimeZone => &["TZID", "X-LIC-LOCATION"],
        Kind::Observance => &["DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"],
    }
}

/// Properties whose value never holds a colon: there the last one ends the parameters, so that the unquoted
/// `TZID=(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris` of Outlook is read as it was meant.
const WITHOUT_COLON: [&str; 7] =
    ["DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID", "RRULE", "FREEBUSY"];

/// The calendars of a file. An ATTENDEE is kept only when it is one of `owners`, and then without its address.
///
/// # Errors
/// [`CalendarError`] when the file is empty, too large, cut off, or not a calendar.
pub(super) fn calendars(bytes: &[u8], owners: &[String]) -> Result<Vec<Component>, CalendarError> {
    if bytes.len() > MAX_BYTES {
        return Err(CalendarError::TooLarge { most: MAX_BYTES });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(CalendarError::Empty);
    }
    let mut tree =
        Tree { owners, open: Vec::new(), skipped: Vec::new(), done: Vec::new(), events: 0, zones: 0 };
    let mut last_line = 0;
    for (line, text) in unfold(bytes)? {
        last_line = line;
        tree.take(line, &text)?;
    }
    if !tree.open.is_empty() || !tree.skipped.is_empty() {
        return Err(CalendarError::Truncated { line: last_line });
    }
    if tree.done.is_empty() { Err(CalendarError::NotACalendar) } else { Ok(tree.done) }
}

/// Logical lines with the number of their first physical one. CRLF, LF and CR all end a line; a line that starts
/// with a blank goes on with the one before. Folds are undone in bytes, since some writers fold inside a character.
fn unfold(bytes: &[u8]) -> Result<Vec<(usize, String)>, CalendarError> {
    let mut lines: Vec<(usize, Vec<u8>)> = Vec::new();
    let mut rest = bytes;
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        if number > MAX_LINES {
            return Err(CalendarError::TooManyLines { most: MAX_LINES });
        }
        let length = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
        let (line, after) = rest.split_at(length);
        rest = after.strip_prefix(b"\r\n").unwrap_or_else(|| after.get(1..).unwrap_or_default());
        match (line, lines.last_mut()) {
            ([b' ' | b'\t', folded @ ..], Some((_, logical))) => logical.extend_from_slice(folded),
            _ if line.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) => {}
            _ => lines.push((number, line.trim_ascii_start().to_vec())),
        }
    }
    Ok(lines.into_iter().map(|(number, bytes)| (number, decode(bytes))).collect())
}

/// UTF-8, or else Latin-1: all that matters in Windows-1252 is written alike.
fn decode(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect())
}

/// The components under construction.
struct Tree<'a> {
    owners: &'a [String],
    open: Vec<Component>,
    /// Names of the open components that are not kept, inside the innermost kept one.
    skipped: Vec<String>,
    done: Vec<Component>,
    events: usize,
    zones: usize,
}

impl Tree<'_> {
    fn take(&mut self, line: usize, text: &str) -> Result<(), CalendarError> {
        let name_end = text.find([':', ';']).unwrap_or(text.len());
        let (name, rest) = text.split_at(name_end);
        if name.eq_ignore_ascii_case("BEGIN") {
            return self.begin(line, &value_of(rest));
        }
        if name.eq_ignore_ascii_case("END") {
            return self.end(line, &value_of(rest));
        }
        let Some(component) = self.open.last_mut() else {
            if self.done.is_empty() {
                return Err(CalendarError::NotACalendar);
            }
            // Caches sign their copies with an X-COMMENT behind the end.
            let signature = name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("X-"));
            return if signature { Ok(()) } else { Err(CalendarError::Unbalanced { line }) };
        };
        if !self.skipped.is_empty() {
            return Ok(());
        }
        let kept = kept_names(component.kind).iter().find(|kept| name.trim_end().eq_ignore_ascii_case(kept));
        let Some(kept) = kept else {
            // `RRULE FREQ=DAILY` must not be lost for want of a colon.
            let broken = WITHOUT_COLON.iter().find(|kept| {
                name.get(..kept.len()).is_some_and(|start| start.eq_ignore_ascii_case(kept))
                    && name.as_bytes().get(kept.len()).is_some_and(|byte| b" \t=".contains(byte))
            });
            return broken.map_or(Ok(()), |property| Err(CalendarError::BadLine { line, property }));
        };
        if text.len() > MAX_KEPT {
            return Err(CalendarError::LineTooLong { line, most: MAX_KEPT });
        }
        let property = property(line, kept, rest);
        if *kept == "ATTENDEE" {
            let own = property.filter(|attendee| self.owners.iter().any(|owner| is_of(attendee, owner)));
            component.properties.extend(own.map(|attendee| Property { value: String::new(), ..attendee }));
        } else {
            component.properties.push(property.ok_or(CalendarError::BadLine { line, property: kept })?);
        }
        Ok(())
    }

    fn begin(&mut self, line: usize, name: &str) -> Result<(), CalendarError> {
        let kind = match (self.open.last().map(|component| component.kind), name) {
            _ if !self.skipped.is_empty() => None,
            (None, "VCALENDAR") => Some(Kind::Calendar),
            (None, _) => return Err(CalendarError::NotACalendar),
            (Some(Kind::Calendar), "VEVENT") => Some(Kind::Event),
            (Some(Kind::Calendar), "VFREEBUSY") => Some(Kind::FreeBusy),
            (Some(Kind::Calendar), "VTIMEZONE") => Some(Kind::TimeZone),
            (Some(Kind::TimeZone), "STANDARD" | "DAYLIGHT") => Some(Kind::Observance),
            // Its END is missing: what is inside would be lost.
            (Some(_), "VCALENDAR" | "VEVENT" | "VFREEBUSY") => {
                return Err(CalendarError::Unbalanced { line });
            }
            _ => None,
        };
        if let Some(kind) = kind {
            let (counter, most) = match kind {
                Kind::TimeZone | Kind::Observance => (&mut self.zones, MAX_ZONES),
                _ => (&mut self.events, MAX_EVENTS),
            };
            *counter += 1;
            if *counter > most {
                return Err(CalendarError::TooManyEvents { most });
            }
            self.open.push(Component { kind, line, properties: Vec::new(), children: Vec::new() });
        } else if self.skipped.len() < MAX_DEPTH {
            self.skipped.push(name.to_owned());
        } else {
            return Err(CalendarError::Unbalanced { line });
        }
        Ok(())
    }

    fn end(&mut self, line: usize, name: &str) -> Result<(), CalendarError> {
        if let Some(skipped) = self.skipped.pop() {
            return if skipped == name { Ok(()) } else { Err(CalendarError::Unbalanced { line }) };
        }
        let component = self.open.pop().ok_or(CalendarError::Unbalanced { line })?;
        let matches = match component.kind {
            Kind::Calendar => name == "VCALENDAR",
            Kind::Event => name == "VEVENT",
            Kind::FreeBusy => name == "VFREEBUSY",
            Kind::TimeZone => name == "VTIMEZONE",
            Kind::Observance => matches!(name, "STANDARD" | "DAYLIGHT"),
        };
        if !matches {
            return Err(CalendarError::Unbalanced { line });
        }
        self.open.last_mut().map_or(&mut self.done, |parent| &mut parent.children).push(component);
        Ok(())
    }
}

/// The value of a BEGIN or END line, in upper case.
fn value_of(rest: &str) -> String {
    rest.rsplit(':').next().unwrap_or_default().trim().to_ascii_uppercase()
}

/// A property from what follows its name: `;NAME=value;NAME="value":value`.
fn property(line: usize, name: &'static str, rest: &str) -> Option<Property> {
    let colon =
        if WITHOUT_COLON.contains(&name) { rest.rfind(':') } else { outside_quotes(rest, ':').next() }?;
    let (params, value) = (rest.get(..colon)?, rest.get(colon + 1..)?);
    let cuts: Vec<usize> = outside_quotes(params, ';').chain([params.len()]).collect();
    let params = cuts.windows(2).filter_map(|cut| {
        let (name, value) = params.get(cut[0] + 1..cut[1])?.split_once('=')?;
        Some((name.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_owned()))
    });
    Some(Property { line, name, params: params.collect(), value: value.trim().to_owned() })
}

/// The position of `wanted` in `text`, outside quotes.
fn outside_quotes(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    text.char_indices().filter_map(move |(index, found)| {
        quoted ^= found == '"';
        (found == wanted && !quoted).then_some(index)
    })
}

/// True when the ATTENDEE is the mail address `owner`.
fn is_of(attendee: &Property, owner: &str) -> bool {
    let address = attendee.value.trim();
    let bare = address
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
        .map_or(address, |_| &address[7..]);
    bare.trim().eq_ignore_ascii_case(owner.trim()) || attendee.param_is("EMAIL", owner.trim())
}
