//! As Nextcloud exports an agenda: sabre's zone, DURATION in place of ends, extra dates as RDATE.

use chrono::{Days, NaiveDateTime};

use super::lines::{Lines, by_day, local, utc, whole_days};
use super::personal_calendar::{Availability, CalendarEntry, PersonalCalendar, Series, When};

const ZONE: &str = "Europe/Paris";

pub(super) fn write(calendar: &PersonalCalendar) -> String {
    let mut lines = Lines::new(' ');
    lines.put_all(&[
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Nextcloud calendar v4.7.16",
        "CALSCALE:GREGORIAN",
    ]);
    lines.words("X-WR-CALNAME", "Personnel");
    lines.put("X-APPLE-CALENDAR-COLOR:#0082c9");
    for entry in &calendar.entries {
        let times = match &entry.when {
            When::Once { start, minutes } => timed(*start, *minutes),
            When::Days { first, days } => whole_days(*first, *days),
            When::Weekly(series) => rule(series),
        };
        event(&mut lines, calendar, entry, &times);
        if let When::Weekly(series) = &entry.when {
            for (from, to) in &series.moved {
                let mut times = vec![format!("RECURRENCE-ID;TZID={ZONE}:{}", local(*from))];
                times.extend(timed(*to, series.minutes));
                event(&mut lines, calendar, entry, &times);
            }
        }
    }
    timezone(&mut lines);
    lines.finish()
}

fn timed(start: NaiveDateTime, minutes: u32) -> Vec<String> {
    let duration = match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("PT{minutes}M"),
        (hours, 0) => format!("PT{hours}H"),
        (hours, minutes) => format!("PT{hours}H{minutes}M"),
    };
    vec![format!("DTSTART;TZID={ZONE}:{}", local(start)), format!("DURATION:{duration}")]
}

fn rule(series: &Series) -> Vec<String> {
    let mut lines = timed(series.start, series.minutes);
    let until = utc(series.last.and_time(series.start.time()));
    let (every, day) = (series.every, by_day(series.start));
    lines.push(format!("RRULE:FREQ=WEEKLY;BYDAY={day};INTERVAL={every};UNTIL={until}"));
    lines.extend(series.skipped.iter().map(|start| format!("EXDATE;TZID={ZONE}:{}", local(*start))));
    lines.extend(series.also.iter().map(|start| format!("RDATE;TZID={ZONE}:{}", local(*start))));
    lines
}

fn event(lines: &mut Lines, calendar: &PersonalCalendar, entry: &CalendarEntry, times: &[String]) {
    lines.put("BEGIN:VEVENT");
    lines.put(&format!("CREATED:{}Z", local(calendar.written_at - Days::new(40))));
    lines.put(&format!("DTSTAMP:{}Z", local(calendar.written_at)));
    lines.put(&format!("LAST-MODIFIED:{}Z", local(calendar.written_at - Days::new(1))));
    lines.put("SEQUENCE:2");
    lines.put(&format!("UID:{}-nextcloud", entry.id.to_lowercase()));
    lines.put_all(times);
    lines.put(if entry.availability == Availability::Tentative {
        "STATUS:TENTATIVE"
    } else {
        "STATUS:CONFIRMED"
    });
    lines.words("SUMMARY", &entry.title);
    lines.words("DESCRIPTION", &format!("{}, notes confidentielles", entry.title));
    lines.words("LOCATION", entry.place);
    if entry.availability.is_free() {
        lines.put("TRANSP:TRANSPARENT");
    }
    for attendee in &entry.attendees {
        let status = "CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE;LANGUAGE=fr";
        lines.put(&format!("ATTENDEE;CN={};{status}:mailto:{}", attendee.name, attendee.email));
    }
    if !entry.attendees.is_empty() {
        lines.put(&format!("ORGANIZER;CN={}:mailto:{}", calendar.owner.name, calendar.owner.email));
    }
    lines.put("END:VEVENT");
}

/// Sabre puts the zone behind the events that use it.
fn timezone(lines: &mut Lines) {
    lines.put_all(&["BEGIN:VTIMEZONE", "TZID:Europe/Paris", "BEGIN:DAYLIGHT"]);
    lines.put_all(&["TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST", "DTSTART:19700329T020000"]);
    lines.put_all(&["RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT", "BEGIN:STANDARD"]);
    lines.put_all(&["TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "DTSTART:19701025T030000"]);
    lines.put_all(&["RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE"]);
}
