//! Content lines (RFC 5545 section 3.1) and what all four programs write alike.

use chrono::{Days, Duration, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use domain::zone::to_utc;

/// Octets of a line, its end left out.
const LIMIT: usize = 75;
const DAY_CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A file that grows by lines: CRLF, folded at 75 octets between characters.
pub(super) struct Lines {
    text: String,
    /// What a line goes on with after a fold: a space, or the tabulator of Outlook.
    indent: char,
}

impl Lines {
    pub(super) fn new(indent: char) -> Self {
        Self { text: String::new(), indent }
    }

    /// One content line, written as it stands.
    pub(super) fn put(&mut self, line: &str) {
        let mut room = LIMIT;
        for c in line.chars() {
            if c.len_utf8() > room {
                self.text.push_str("\r\n");
                self.text.push(self.indent);
                room = LIMIT - 1;
            }
            self.text.push(c);
            room -= c.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    /// Several lines.
    pub(super) fn put_all<L: AsRef<str>>(&mut self, lines: &[L]) {
        for line in lines {
            self.put(line.as_ref());
        }
    }

    /// A text value: backslash, semicolon and comma escaped (section 3.3.11); nothing for an empty one.
    pub(super) fn words(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
            self.put(&format!("{name}:{text}"));
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.put("END:VCALENDAR");
        self.text
    }
}

/// `20261123T093000`
pub(super) fn local(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

/// `20261123`
fn date(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

/// A wall-clock time of Paris in UTC: `20261123T083000Z`
pub(super) fn utc(at: NaiveDateTime) -> String {
    to_utc(Tz::Europe__Paris, at).format("%Y%m%dT%H%M%SZ").to_string()
}

pub(super) fn after(at: NaiveDateTime, minutes: u32) -> NaiveDateTime {
    at + Duration::minutes(i64::from(minutes))
}

/// Start and end of whole days; the end is the day after the last.
pub(super) fn whole_days(first: NaiveDate, days: u32) -> Vec<String> {
    let end = first + Days::new(u64::from(days));
    vec![format!("DTSTART;VALUE=DATE:{}", date(first)), format!("DTEND;VALUE=DATE:{}", date(end))]
}

/// The weekday of a series as BYDAY has it.
pub(super) fn by_day(at: NaiveDateTime) -> &'static str {
    let day = chrono::Datelike::weekday(&at).num_days_from_monday();
    DAY_CODES[usize::try_from(day).unwrap_or(0)]
}

/// Central European time as Microsoft's programs and Zimbra write it.
pub(super) fn timezone_since(lines: &mut Lines, name: &str, year: u16) {
    lines.put_all(&["BEGIN:VTIMEZONE", &format!("TZID:{name}"), "BEGIN:STANDARD"]);
    lines.put(&format!("DTSTART:{year}0101T030000"));
    lines.put_all(&["TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"]);
    lines.put_all(&["RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "BEGIN:DAYLIGHT"]);
    lines.put(&format!("DTSTART:{year}0101T020000"));
    lines.put_all(&["TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"]);
    lines.put_all(&["RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE"]);
}
