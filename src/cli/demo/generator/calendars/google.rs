//! As Google publishes an agenda: single events in UTC, series in the zone, every exception an event of its own.

use chrono::{Days, NaiveDateTime};

use super::lines::{Lines, after, by_day, local, utc, whole_days};
use super::personal_calendar::{Availability, CalendarEntry, PersonalCalendar, When};

const ZONE: &str = "Europe/Paris";

pub(super) fn write(calendar: &PersonalCalendar) -> String {
    let mut lines = Lines::new(' ');
    lines.put_all(&["BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "VERSION:2.0"]);
    lines.put_all(&["CALSCALE:GREGORIAN", "METHOD:PUBLISH"]);
    lines.words("X-WR-CALNAME", &calendar.owner.email);
    lines.put(&format!("X-WR-TIMEZONE:{ZONE}"));
    for entry in &calendar.entries {
        match &entry.when {
            When::Once { start, minutes } => {
                let end = after(*start, *minutes);
                let times = [format!("DTSTART:{}", utc(*start)), format!("DTEND:{}", utc(end))];
                event(&mut lines, calendar, entry, "", &times, "CONFIRMED");
            }
            When::Days { first, days } => {
                let times = whole_days(*first, *days);
                event(&mut lines, calendar, entry, "", &times, "CONFIRMED");
            }
            When::Weekly(series) => {
                let mut times = zoned(series.start, series.minutes);
                let until = utc(series.last.and_time(series.start.time()));
                let every =
                    if series.every == 1 { String::new() } else { format!("INTERVAL={};", series.every) };
                let day = by_day(series.start);
                times.push(format!("RRULE:FREQ=WEEKLY;WKST=MO;UNTIL={until};{every}BYDAY={day}"));
                event(&mut lines, calendar, entry, "", &times, "CONFIRMED");
                for (from, to) in &series.moved {
                    let mut times = zoned(*to, series.minutes);
                    times.push(recurrence_id(*from));
                    event(&mut lines, calendar, entry, "", &times, "CONFIRMED");
                }
                for skipped in &series.skipped {
                    let mut times = zoned(*skipped, series.minutes);
                    times.push(recurrence_id(*skipped));
                    event(&mut lines, calendar, entry, "", &times, "CANCELLED");
                }
                for (also, number) in series.also.iter().zip(1..) {
                    let times = zoned(*also, series.minutes);
                    event(&mut lines, calendar, entry, &format!("_{number}"), &times, "CONFIRMED");
                }
            }
        }
    }
    lines.finish()
}

fn zoned(start: NaiveDateTime, minutes: u32) -> Vec<String> {
    let line = |name: &str, at| format!("{name};TZID={ZONE}:{}", local(at));
    vec![line("DTSTART", start), line("DTEND", after(start, minutes))]
}

fn recurrence_id(start: NaiveDateTime) -> String {
    format!("RECURRENCE-ID;TZID={ZONE}:{}", local(start))
}

fn event(
    lines: &mut Lines,
    calendar: &PersonalCalendar,
    entry: &CalendarEntry,
    suffix: &str,
    times: &[String],
    status: &str,
) {
    lines.put("BEGIN:VEVENT");
    lines.put_all(times);
    lines.put(&format!("DTSTAMP:{}Z", local(calendar.written_at)));
    lines.put(&format!("ORGANIZER;CN={0}:mailto:{0}", calendar.owner.email));
    lines.put(&format!("UID:{}{suffix}@google.com", entry.id.to_lowercase()));
    let person = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT";
    for attendee in &entry.attendees {
        let email = &attendee.email;
        lines.put(&format!(
            "ATTENDEE;{person};PARTSTAT=ACCEPTED;CN={};X-NUM-GUESTS=0:mailto:{email}",
            attendee.name
        ));
    }
    if entry.availability == Availability::Declined || !entry.attendees.is_empty() {
        let answer = if entry.availability == Availability::Declined { "DECLINED" } else { "ACCEPTED" };
        let email = &calendar.owner.email;
        lines.put(&format!("ATTENDEE;{person};PARTSTAT={answer};CN={email};X-NUM-GUESTS=0:mailto:{email}"));
    }
    lines.put(&format!("CREATED:{}Z", local(calendar.written_at - Days::new(40))));
    lines.words("DESCRIPTION", &format!("{}, notes confidentielles", entry.title));
    lines.put(&format!("LAST-MODIFIED:{}Z", local(calendar.written_at - Days::new(2))));
    lines.words("LOCATION", entry.place);
    lines.put("SEQUENCE:0");
    let tentative = entry.availability == Availability::Tentative && status == "CONFIRMED";
    lines.put(&format!("STATUS:{}", if tentative { "TENTATIVE" } else { status }));
    lines.words("SUMMARY", &entry.title);
    lines.put(if entry.availability == Availability::Free { "TRANSP:TRANSPARENT" } else { "TRANSP:OPAQUE" });
    lines.put("END:VEVENT");
}
