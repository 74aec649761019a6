//! As Zimbra publishes a calendar: a zone called by what its menu shows, Microsoft's shades of busy, a copy in HTML.

use chrono::{Days, NaiveDateTime};

use super::lines::{Lines, after, by_day, local, timezone_since, utc, whole_days};
use super::personal_calendar::{Availability, CalendarEntry, PersonalCalendar, Series, When};

const ZONE: &str = "(GMT+01.00) Brussels / Copenhagen / Madrid / Paris";

pub(super) fn write(calendar: &PersonalCalendar) -> String {
    let mut lines = Lines::new(' ');
    lines.put("BEGIN:VCALENDAR");
    lines.words("X-WR-CALNAME", "Calendrier");
    lines.put(&format!("X-WR-CALID:{}", calendar.owner.email));
    lines.put_all(&["PRODID:Zimbra-Calendar-Provider", "VERSION:2.0", "METHOD:PUBLISH"]);
    timezone_since(&mut lines, ZONE, 1971);
    for entry in &calendar.entries {
        let times = match &entry.when {
            When::Once { start, minutes } => timed(*start, *minutes),
            When::Days { first, days } => whole_days(*first, *days),
            When::Weekly(series) => rule(series),
        };
        event(&mut lines, calendar, entry, "", &times);
        if let When::Weekly(series) = &entry.when {
            for (from, to) in &series.moved {
                let mut times = vec![format!("RECURRENCE-ID;TZID=\"{ZONE}\":{}", local(*from))];
                times.extend(timed(*to, series.minutes));
                event(&mut lines, calendar, entry, "", &times);
            }
            for (also, number) in series.also.iter().zip(1..) {
                event(&mut lines, calendar, entry, &format!(":{number}"), &timed(*also, series.minutes));
            }
        }
    }
    lines.finish()
}

fn timed(start: NaiveDateTime, minutes: u32) -> Vec<String> {
    let line = |name: &str, at| format!("{name};TZID=\"{ZONE}\":{}", local(at));
    vec![line("DTSTART", start), line("DTEND", after(start, minutes))]
}

fn rule(series: &Series) -> Vec<String> {
    let until = utc(series.last.and_time(series.start.time()));
    let (every, day) = (series.every, by_day(series.start));
    let mut lines = vec![format!("RRULE:FREQ=WEEKLY;UNTIL={until};INTERVAL={every};BYDAY={day}")];
    lines.extend(series.skipped.iter().map(|start| format!("EXDATE;TZID=\"{ZONE}\":{}", local(*start))));
    lines.extend(timed(series.start, series.minutes));
    lines
}

fn event(
    lines: &mut Lines,
    calendar: &PersonalCalendar,
    entry: &CalendarEntry,
    suffix: &str,
    times: &[String],
) {
    let (own, intended) = match entry.availability {
        Availability::Busy => ("BUSY", "BUSY"),
        Availability::Tentative => ("TENTATIVE", "TENTATIVE"),
        Availability::Away => ("OOF", "OOF"),
        Availability::Free | Availability::Declined => ("FREE", "FREE"),
    };
    lines.put("BEGIN:VEVENT");
    lines.put(&format!("UID:{}-zimbra{suffix}", entry.id.to_lowercase()));
    lines.put_all(times);
    lines.words("SUMMARY", &entry.title);
    lines.words("DESCRIPTION", &format!("{}, notes confidentielles", entry.title));
    lines.put(&format!(
        "X-ALT-DESC;FMTTYPE=text/html:<html><body>{}</body></html>",
        entry.title.replace(';', "&#59")
    ));
    lines.words("LOCATION", entry.place);
    for attendee in &entry.attendees {
        let status = "ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE";
        lines.put(&format!("ATTENDEE;CN=\"{}\";{status}:mailto:{}", attendee.name, attendee.email));
    }
    lines.put(&format!("ORGANIZER;CN=\"{}\":mailto:{}", calendar.owner.name, calendar.owner.email));
    lines.put_all(&["STATUS:CONFIRMED", "CLASS:PUBLIC"]);
    if matches!(entry.when, When::Days { .. }) {
        lines.put("X-MICROSOFT-CDO-ALLDAYEVENT:TRUE");
    }
    lines.put(&format!("X-MICROSOFT-CDO-BUSYSTATUS:{own}"));
    lines.put(&format!("X-MICROSOFT-CDO-INTENDEDSTATUS:{intended}"));
    lines.put(if entry.availability.is_free() { "TRANSP:TRANSPARENT" } else { "TRANSP:OPAQUE" });
    lines.put(&format!("LAST-MODIFIED:{}Z", local(calendar.written_at - Days::new(3))));
    lines.put(&format!("DTSTAMP:{}Z", local(calendar.written_at)));
    lines.put("SEQUENCE:0");
    lines.put_all(&[
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER;RELATED=START:-PT5M",
        "DESCRIPTION:Reminder",
        "END:VALARM",
    ]);
    lines.put("END:VEVENT");
}
