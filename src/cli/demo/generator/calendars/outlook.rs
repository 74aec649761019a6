//! As Exchange publishes a calendar: Windows zone names, its own shades of busy, all in local time.

use chrono::NaiveDateTime;

use super::lines::{Lines, after, by_day, local, timezone_since, utc, whole_days};
use super::personal_calendar::{Availability, CalendarEntry, PersonalCalendar, Series, When};

const ZONE: &str = "Romance Standard Time";

pub(super) fn write(calendar: &PersonalCalendar) -> String {
    let mut lines = Lines::new('\t');
    lines.put_all(&[
        "BEGIN:VCALENDAR",
        "METHOD:PUBLISH",
        "PRODID:Microsoft Exchange Server 2010",
        "VERSION:2.0",
    ]);
    lines.words("X-WR-CALNAME", "Calendrier");
    timezone_since(&mut lines, ZONE, 1601);
    for entry in &calendar.entries {
        let times = match &entry.when {
            When::Once { start, minutes } => timed(*start, *minutes),
            When::Days { first, days } => whole_days(*first, *days),
            When::Weekly(series) => rule(series),
        };
        event(&mut lines, calendar, entry, "", &times);
        if let When::Weekly(series) = &entry.when {
            for (from, to) in &series.moved {
                let mut times = vec![format!("RECURRENCE-ID;TZID={ZONE}:{}", local(*from))];
                times.extend(timed(*to, series.minutes));
                event(&mut lines, calendar, entry, "", &times);
            }
            for (also, number) in series.also.iter().zip(1..) {
                event(&mut lines, calendar, entry, &format!("{number:04X}"), &timed(*also, series.minutes));
            }
        }
    }
    lines.finish()
}

fn timed(start: NaiveDateTime, minutes: u32) -> Vec<String> {
    let line = |name: &str, at| format!("{name};TZID={ZONE}:{}", local(at));
    vec![line("DTSTART", start), line("DTEND", after(start, minutes))]
}

fn rule(series: &Series) -> Vec<String> {
    let until = utc(series.last.and_time(series.start.time()));
    let (every, day) = (series.every, by_day(series.start));
    let mut lines = vec![format!("RRULE:FREQ=WEEKLY;UNTIL={until};INTERVAL={every};BYDAY={day};WKST=MO")];
    let skipped: Vec<String> = series.skipped.iter().map(|start| local(*start)).collect();
    if !skipped.is_empty() {
        lines.push(format!("EXDATE;TZID={ZONE}:{}", skipped.join(",")));
    }
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
    let busy = match entry.availability {
        Availability::Busy => "BUSY",
        Availability::Tentative => "TENTATIVE",
        Availability::Away => "OOF",
        // Exchange takes what was declined out of the calendar; what stays of it is free.
        Availability::Free | Availability::Declined => "FREE",
    };
    lines.put("BEGIN:VEVENT");
    if !entry.attendees.is_empty() {
        lines.put(&format!("ORGANIZER;CN={}:mailto:{}", calendar.owner.name, calendar.owner.email));
    }
    for attendee in &entry.attendees {
        let status = "ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE";
        lines.put(&format!("ATTENDEE;{status};CN={}:mailto:{}", attendee.name, attendee.email));
    }
    lines.words("DESCRIPTION", &format!("{}, notes confidentielles", entry.title));
    lines.put(&format!("UID:040000008200E00074C5B7101A82E00800000000{}{suffix}", entry.id));
    lines.words("SUMMARY", &entry.title);
    lines.put_all(times);
    lines.put_all(&["CLASS:PUBLIC", "PRIORITY:5"]);
    lines.put(&format!("DTSTAMP:{}Z", local(calendar.written_at)));
    lines.put(if entry.availability.is_free() { "TRANSP:TRANSPARENT" } else { "TRANSP:OPAQUE" });
    lines.put_all(&["STATUS:CONFIRMED", "SEQUENCE:0"]);
    lines.words("LOCATION", entry.place);
    let all_day = if matches!(entry.when, When::Days { .. }) { "TRUE" } else { "FALSE" };
    lines.put("X-MICROSOFT-CDO-APPT-SEQUENCE:0");
    lines.put(&format!("X-MICROSOFT-CDO-BUSYSTATUS:{busy}"));
    lines.put("X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY");
    lines.put(&format!("X-MICROSOFT-CDO-ALLDAYEVENT:{all_day}"));
    lines.put_all(&[
        "X-MICROSOFT-CDO-IMPORTANCE:1",
        "X-MICROSOFT-CDO-INSTTYPE:0",
        "X-MICROSOFT-DISALLOW-COUNTER:FALSE",
    ]);
    lines.put("END:VEVENT");
}
