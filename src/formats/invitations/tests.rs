//! The calendar files, line by line.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, TimeZone, Utc};
use chrono_tz::Tz;
use domain::ids::AppointmentId;
use proptest::prelude::*;
use uuid::Uuid;

use crate::formats::invitations::{Attendee, Event, Method, PRODID, Seat, State, Whole, write};
use crate::formats::mail_address::{Address, HostName, Mailbox};

const METHODS: [Method; 5] = [
    Method::Request,
    Method::Cancel(Whole::WholeEvent),
    Method::Cancel(Whole::ThisAttendee),
    Method::Publish(State::Confirmed),
    Method::Publish(State::Cancelled),
];

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox { name: name.to_owned(), address: Address::parse(address).unwrap() }
}

fn event() -> Event {
    let start = Utc.with_ymd_and_hms(2027, 3, 1, 8, 0, 0).unwrap();
    Event {
        uid: AppointmentId(Uuid::from_u128(7)),
        host: HostName::parse("rdv.dep99.fr").unwrap(),
        sequence: 0,
        stamp: Utc.with_ymd_and_hms(2027, 2, 1, 12, 30, 15).unwrap(),
        start,
        end: start + Duration::hours(1),
        zone: Tz::Europe__Paris,
        summary: "Rendez-vous d'accompagnement".to_owned(),
        location: "Maison du département, 3 rue Faure".to_owned(),
        description: "Personne : S. D.\nDurée : 1 heure".to_owned(),
        organizer: mailbox("Rendez-vous", "rdv@dep99.fr"),
        attendees: vec![
            Attendee { mailbox: mailbox("Anne Martin", "pro@partner.fr"), seat: Seat::Recipient },
            Attendee { mailbox: mailbox("Li, Karim", "karim@partner.fr"), seat: Seat::Colleague },
        ],
    }
}

fn written(event: &Event, method: Method) -> String {
    String::from_utf8(write(event, method)).unwrap()
}

/// Content lines, unfolded (RFC 5545 section 3.1).
fn lines(event: &Event, method: Method) -> Vec<String> {
    let file = written(event, method).replace("\r\n ", "");
    file.strip_suffix("\r\n").unwrap().split("\r\n").map(ToOwned::to_owned).collect()
}

fn name(line: &str) -> &str {
    &line[..line.find([':', ';']).unwrap()]
}

fn value<'a>(lines: &'a [String], key: &str) -> Option<&'a str> {
    lines.iter().find(|line| name(line) == key).map(String::as_str)
}

#[test]
fn a_request_is_the_golden_message() {
    let expected = format!(
        "BEGIN:VCALENDAR|PRODID:{PRODID}|VERSION:2.0|CALSCALE:GREGORIAN|METHOD:REQUEST|BEGIN:VTIMEZONE|\
         TZID:Europe/Paris|BEGIN:DAYLIGHT|DTSTART:19810329T020000|RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU|\
         TZOFFSETFROM:+0100|TZOFFSETTO:+0200|TZNAME:CEST|END:DAYLIGHT|BEGIN:STANDARD|DTSTART:19961027T030000|\
         RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU|TZOFFSETFROM:+0200|TZOFFSETTO:+0100|TZNAME:CET|END:STANDARD|\
         END:VTIMEZONE|BEGIN:VEVENT|CLASS:PRIVATE|DESCRIPTION:Personne : S. D.\\nDurée : 1 heure|\
         DTEND;TZID=Europe/Paris:20270301T100000|DTSTAMP:20270201T123015Z|\
         DTSTART;TZID=Europe/Paris:20270301T090000|LOCATION:Maison du département\\, 3 rue Faure|\
         ORGANIZER;CN=Rendez-vous:mailto:rdv@dep99.fr|SEQUENCE:0|STATUS:CONFIRMED|\
         SUMMARY:Rendez-vous d'accompagnement|TRANSP:OPAQUE|\
         UID:00000000-0000-0000-0000-000000000007@rdv.dep99.fr|\
         ATTENDEE;CN=Anne Martin;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:\
         mailto:pro@partner.fr|\
         ATTENDEE;CN=\"Li, Karim\";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:\
         mailto:karim@partner.fr|END:VEVENT|END:VCALENDAR"
    );
    assert_eq!(lines(&event(), Method::Request).join("|"), expected);
}

#[test]
fn the_same_event_is_written_the_same_twice() {
    for method in METHODS {
        assert_eq!(write(&event(), method), write(&event(), method), "no clock and no dice: {method:?}");
    }
}

#[test]
fn status_says_cancelled_only_when_the_whole_event_is() {
    let status = |method| value(&lines(&event(), method), "STATUS").map(ToOwned::to_owned);
    assert_eq!(status(Method::Request).as_deref(), Some("STATUS:CONFIRMED"));
    assert_eq!(status(Method::Cancel(Whole::WholeEvent)).as_deref(), Some("STATUS:CANCELLED"));
    assert_eq!(status(Method::Cancel(Whole::ThisAttendee)), None);
    assert_eq!(status(Method::Publish(State::Confirmed)).as_deref(), Some("STATUS:CONFIRMED"));
    assert_eq!(status(Method::Publish(State::Cancelled)).as_deref(), Some("STATUS:CANCELLED"));
}

#[test]
fn each_method_shows_the_attendees_it_may() {
    let shown = |method| -> Vec<String> {
        let lines = lines(&event(), method);
        let attendees = lines.iter().filter(|line| name(line) == "ATTENDEE");
        attendees.map(|line| line.rsplit_once("mailto:").unwrap().1.to_owned()).collect()
    };
    assert_eq!(shown(Method::Request), ["pro@partner.fr", "karim@partner.fr"]);
    assert_eq!(shown(Method::Cancel(Whole::WholeEvent)), ["pro@partner.fr", "karim@partner.fr"]);
    assert_eq!(shown(Method::Cancel(Whole::ThisAttendee)), ["pro@partner.fr"], "nobody else is taken out");
    assert!(shown(Method::Publish(State::Confirmed)).is_empty());
    assert!(shown(Method::Publish(State::Cancelled)).is_empty());
}

#[test]
fn overseas_and_summer_times_are_local() {
    for (zone, start, local) in [
        (Tz::Europe__Paris, "2027-07-01T07:00:00Z", "20270701T090000"),
        (Tz::Indian__Reunion, "2027-07-01T05:00:00Z", "20270701T090000"),
        (Tz::America__Miquelon, "2027-07-01T11:00:00Z", "20270701T090000"),
        (Tz::Pacific__Marquesas, "2027-07-01T18:30:00Z", "20270701T090000"),
    ] {
        let start: DateTime<Utc> = start.parse().unwrap();
        let event = Event { zone, start, end: start + Duration::minutes(45), ..event() };
        let lines = lines(&event, Method::Request);
        let event_lines = &lines[lines.iter().position(|line| line == "BEGIN:VEVENT").unwrap()..];
        let expected = format!("DTSTART;TZID={}:{local}", zone.name());
        assert_eq!(value(event_lines, "DTSTART"), Some(expected.as_str()));
        assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VTIMEZONE").count(), 1);
    }
}

#[test]
fn the_hour_that_comes_twice_is_written_in_utc() {
    // 02:30 for the second time: local time alone would mean the first.
    let start: DateTime<Utc> = "2027-10-31T01:30:00Z".parse().unwrap();
    let text = written(&Event { start, end: start + Duration::hours(1), ..event() }, Method::Request);
    assert!(text.contains("DTSTART:20271031T013000Z\r\n"), "{text}");
    assert!(!text.contains("VTIMEZONE"));
    let first = start - Duration::hours(1);
    let text = written(&Event { start: first, end: first, ..event() }, Method::Request);
    assert!(text.contains("DTSTART;TZID=Europe/Paris:20271031T023000\r\n"), "{text}");
}

#[test]
fn a_zone_of_elsewhere_is_written_in_utc() {
    let text = written(&Event { zone: Tz::Asia__Tokyo, ..event() }, Method::Request);
    assert!(text.contains("DTSTART:20270301T080000Z\r\nLOCATION"), "{text}");
    assert!(text.contains("DTEND:20270301T090000Z\r\n"));
    assert!(!text.contains("TZID"));
}

#[test]
fn a_name_cannot_add_a_line() {
    let hostile = "\"Ana\"\r\nATTENDEE;RSVP=TRUE:mailto:x@y.fr\r\n :\u{202E}; ^n,";
    let mut event = event();
    event.attendees[0].mailbox.name = hostile.to_owned();
    event.organizer.name = hostile.to_owned();
    event.summary = hostile.to_owned();
    let lines = lines(&event, Method::Request);
    assert_eq!(lines.iter().filter(|line| name(line) == "ATTENDEE").count(), 2);
    let organizer = "ORGANIZER;CN=\"'Ana' ATTENDEE;RSVP=TRUE:mailto:x@y.fr :; n,\":mailto:rdv@dep99.fr";
    assert_eq!(value(&lines, "ORGANIZER"), Some(organizer));
}

#[test]
fn a_person_without_a_name_has_no_cn() {
    let mut event = event();
    event.organizer.name = " \u{200B}".to_owned();
    assert_eq!(value(&lines(&event, Method::Request), "ORGANIZER"), Some("ORGANIZER:mailto:rdv@dep99.fr"));
}

/// The property names a file may have, in order of appearance, inside VEVENT.
fn expected(method: Method, attendees: usize) -> BTreeMap<&'static str, usize> {
    let mut names: BTreeMap<_, _> = [
        "UID",
        "DTSTAMP",
        "SEQUENCE",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "LOCATION",
        "DESCRIPTION",
        "ORGANIZER",
        "TRANSP",
        "CLASS",
        "BEGIN",
        "END",
    ]
    .map(|name| (name, 1))
    .into();
    if method != Method::Cancel(Whole::ThisAttendee) {
        names.insert("STATUS", 1);
    }
    if attendees > 0 {
        names.insert("ATTENDEE", attendees);
    }
    names
}

/// Strings that look like the attack and strings that look like nothing.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("\r\n".to_owned()),
        Just("\nATTENDEE:mailto:x@y.fr".to_owned()),
        Just("\r\nEND:VEVENT\r\nBEGIN:VEVENT".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("é".repeat(80)),
        Just("👩‍👩‍👧‍👦 ".repeat(20)),
        Just("\u{3000}\u{A0} ".repeat(40)),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_adds_a_property_or_a_long_line(
        summary in typed(), location in typed(), description in typed(),
        names in prop::collection::vec(typed(), 1..4), organizer in typed(),
        method in prop::sample::select(METHODS.to_vec()),
    ) {
        let attendees = names.iter().enumerate().map(|(index, name)| Attendee {
            mailbox: mailbox(name, "someone@partner.fr"),
            seat: if index == 0 { Seat::Recipient } else { Seat::Colleague },
        });
        let event = Event {
            summary, location, description,
            organizer: mailbox(&organizer, "rdv@dep99.fr"),
            attendees: attendees.collect(),
            ..event()
        };
        let shown = match method {
            Method::Publish(_) => 0,
            Method::Cancel(Whole::ThisAttendee) => 1,
            _ => names.len(),
        };
        let text = written(&event, method);
        for line in text.split_inclusive("\r\n") {
            let line = line.strip_suffix("\r\n").expect("every line ends with CRLF");
            prop_assert!(line.len() <= 75, "{} octets", line.len());
            prop_assert!(!line.contains(['\r', '\n']));
            prop_assert!(!line.chars().any(char::is_control));
        }
        let lines = lines(&event, method);
        let inside = lines.iter().position(|line| line == "BEGIN:VEVENT").unwrap();
        let mut found = BTreeMap::new();
        for line in &lines[inside..lines.len() - 1] {
            *found.entry(name(line)).or_insert(0) += 1;
        }
        prop_assert_eq!(found, expected(method, shown));
        prop_assert_eq!(lines.last().map(String::as_str), Some("END:VCALENDAR"));
        prop_assert_eq!(inside, 22, "the head and the VTIMEZONE are always the same");
    }
}
