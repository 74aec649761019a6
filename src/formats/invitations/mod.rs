//! Writes calendar invitations: one VEVENT with its iTIP method (RFC 5545, RFC 5546). Does not read calendars.
//!
//! Whether SEQUENCE grows is decided where the appointment changes (RFC 5546 section 2.1.4); here it is written.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::ids::AppointmentId;
use domain::zone::{to_local, to_utc};
use icalendar::{Calendar, Component, Property};

use crate::formats::mail_address::{HostName, Mailbox};
use crate::formats::safe_text::SafeText;

mod fold;
#[cfg(test)]
mod tests;
mod vtimezone;

const PRODID: &str = concat!("-//Unisson//Unisson ", env!("CARGO_PKG_VERSION"), "//FR");
const END: &str = "END:VCALENDAR\r\n";

/// One appointment as one recipient may see it.
#[derive(Clone)]
pub struct Event {
    /// Left part of the UID: the same for life, moves included.
    pub uid: AppointmentId,
    /// Right part of the UID: a name of the service, never of a person or machine (RFC 7986 section 5.3).
    pub host: HostName,
    /// Revision of the appointment; always written, so that no client takes a change for the first invitation.
    pub sequence: u32,
    /// When this message is made (DTSTAMP).
    pub stamp: DateTime<Utc>,
    /// First instant.
    pub start: DateTime<Utc>,
    /// First instant after.
    pub end: DateTime<Utc>,
    /// Wall clock of the place.
    pub zone: Tz,
    /// Title: generic, no name and no benefit in it.
    pub summary: String,
    /// Place, on one line.
    pub location: String,
    /// Details; line feeds are kept.
    pub description: String,
    /// The mailbox of the service: were it a professional's own, Outlook would show them no buttons.
    pub organizer: Mailbox,
    /// The recipient, and the colleagues whose addresses the recipient may see.
    pub attendees: Vec<Attendee>,
}

/// One ATTENDEE line.
#[derive(Clone)]
pub struct Attendee {
    /// Who.
    pub mailbox: Mailbox,
    /// Whether this message is for them.
    pub seat: Seat,
}

/// Whose copy of the message this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// The message goes to this attendee, who is asked for an answer.
    Recipient,
    /// Another attendee, shown to the recipient; has a message of their own.
    Colleague,
}

/// What the message asks of the calendar that gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Put in, or bring up to date (RFC 5546 section 3.2.2).
    Request,
    /// Take out (RFC 5546 section 3.2.5).
    Cancel(Whole),
    /// The other time that the recipient proposes is not taken (RFC 5546 section 3.2.8).
    DeclineCounter,
    /// For a calendar that is no party to it: no attendee, no answer (RFC 5546 section 3.2.1).
    Publish(State),
}

impl Method {
    /// The value of METHOD, and of the `method` parameter of `text/calendar`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel(_) => "CANCEL",
            Self::DeclineCounter => "DECLINECOUNTER",
            Self::Publish(_) => "PUBLISH",
        }
    }
}

/// How much a cancellation takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// The appointment does not take place.
    WholeEvent,
    /// It takes place without the recipient.
    ThisAttendee,
}

/// Whether a published event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does.
    Confirmed,
    /// It does not.
    Cancelled,
}

/// The calendar file, UTF-8 with CRLF, no line over 75 octets.
///
/// The times carry the local zone with its VTIMEZONE; in UTC instead where local time would be ambiguous (the hour
/// that comes twice in autumn) or the zone is none of the French ones. Always valid: names and texts are cleaned.
#[must_use]
pub fn write(event: &Event, method: Method) -> Vec<u8> {
    let zone = vtimezone::block(event.zone).filter(|_| {
        [event.start, event.end].iter().all(|at| to_utc(event.zone, to_local(event.zone, *at)) == *at)
    });
    let mut head = Calendar::empty();
    for (key, value) in
        [("PRODID", PRODID), ("VERSION", "2.0"), ("CALSCALE", "GREGORIAN"), ("METHOD", method.word())]
    {
        head.append_property(Property::new(key, value));
    }
    let head = head.to_string();
    // The crate adds a random UID and the clock's DTSTAMP to every component that has none, VTIMEZONE and its
    // parts included; so the VTIMEZONE is put between the crate's pieces.
    let mut file = head.strip_suffix(END).unwrap_or(&head).to_owned();
    file.push_str(zone.as_deref().unwrap_or_default());
    file.push_str(&Component::to_string(&vevent(event, method, zone.is_some())));
    file.push_str(END);
    fold::refold(&file).into_bytes()
}

/// A calendar with nothing in it, for a feed.
#[must_use]
pub fn empty() -> Vec<u8> {
    let mut head = Calendar::empty();
    for (key, value) in [("PRODID", PRODID), ("VERSION", "2.0"), ("CALSCALE", "GREGORIAN")] {
        head.append_property(Property::new(key, value));
    }
    head.to_string().into_bytes()
}

fn vevent(event: &Event, method: Method, local: bool) -> icalendar::Event {
    let mut vevent = icalendar::Event::new();
    vevent
        .uid(&format!("{}@{}", event.uid, event.host.as_str()))
        .timestamp(event.stamp)
        .sequence(event.sequence)
        .append_property(moment("DTSTART", event.start, event.zone, local))
        .append_property(moment("DTEND", event.end, event.zone, local))
        .append_property(text("SUMMARY", SafeText::line(&event.summary)))
        .append_property(text("LOCATION", SafeText::line(&event.location)))
        .append_property(text("DESCRIPTION", SafeText::lines(&event.description)))
        .append_property(person("ORGANIZER", &event.organizer, &[]))
        .append_property(Property::new("TRANSP", "OPAQUE"))
        .append_property(Property::new("CLASS", "PRIVATE"));
    if let Some(status) = status(method) {
        vevent.append_property(Property::new("STATUS", status));
    }
    for attendee in &event.attendees {
        if let Some(answer) = answer(method, attendee.seat) {
            let params = [
                ("CUTYPE", "INDIVIDUAL"),
                ("PARTSTAT", "NEEDS-ACTION"),
                ("ROLE", "REQ-PARTICIPANT"),
                ("RSVP", answer),
            ];
            vevent.append_multi_property(person("ATTENDEE", &attendee.mailbox, &params));
        }
    }
    vevent.done()
}

/// STATUS: absent when one person is un-invited, since the event itself stands (RFC 5546 section 3.2.5).
const fn status(method: Method) -> Option<&'static str> {
    match method {
        Method::Request | Method::Publish(State::Confirmed) => Some("CONFIRMED"),
        Method::Cancel(Whole::WholeEvent) | Method::Publish(State::Cancelled) => Some("CANCELLED"),
        Method::Cancel(Whole::ThisAttendee) | Method::DeclineCounter => None,
    }
}

/// RSVP of the line of an attendee, or `None` when the method shows no such line.
const fn answer(method: Method, seat: Seat) -> Option<&'static str> {
    match (method, seat) {
        // Only the un-invited person: any other line would take that colleague out too.
        (Method::Publish(_), _)
        | (Method::Cancel(Whole::ThisAttendee) | Method::DeclineCounter, Seat::Colleague) => None,
        (Method::Request, Seat::Recipient) => Some("TRUE"),
        (Method::Request, Seat::Colleague) | (Method::Cancel(_) | Method::DeclineCounter, _) => Some("FALSE"),
    }
}

fn text(key: &str, value: SafeText) -> Property {
    Property::new(key, value.into_string())
}

fn person(key: &str, mailbox: &Mailbox, params: &[(&str, &str)]) -> Property {
    let mut property = Property::new(key, mailbox.address.uri());
    let name = SafeText::parameter(&mailbox.name);
    if !name.as_str().is_empty() {
        property.add_parameter("CN", name.as_str());
    }
    for (key, value) in params {
        property.add_parameter(key, value);
    }
    property.done()
}

fn moment(key: &str, at: DateTime<Utc>, zone: Tz, local: bool) -> Property {
    let written = |time: NaiveDateTime| time.format("%Y%m%dT%H%M%S").to_string();
    if local {
        Property::new(key, written(to_local(zone, at))).add_parameter("TZID", zone.name()).done()
    } else {
        Property::new(key, format!("{}Z", written(at.naive_utc())))
    }
}
