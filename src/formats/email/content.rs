//! The content of an email before it is written. Names and places may hold anything that was typed: they are cleaned when
//! written.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::ids::{AppointmentId, MessageId};
use domain::notifications::MessageKind;
use domain::time::Minutes;
use domain::visit::{Language, Mode};

use crate::formats::email::dkim::Dkim;
use crate::formats::invitations::{Method, State, Whole};
use crate::formats::mail_address::{Address, HostName, Mailbox};

/// What the calendar file inside a letter asks for; none for a letter without one.
#[must_use]
pub const fn method(kind: MessageKind) -> Option<Method> {
    Some(match kind {
        MessageKind::Invitation | MessageKind::Update => Method::Request,
        MessageKind::Cancellation => Method::Cancel(Whole::WholeEvent),
        MessageKind::Withdrawal => Method::Cancel(Whole::ThisAttendee),
        MessageKind::CounterDeclined => Method::DeclineCounter,
        MessageKind::Confirmation | MessageKind::Moved => Method::Publish(State::Confirmed),
        MessageKind::CalledOff | MessageKind::CancelledByPerson => Method::Publish(State::Cancelled),
        MessageKind::Reminder
        | MessageKind::Missed
        | MessageKind::PlaceFreed
        | MessageKind::Choose
        | MessageKind::Chase
        | MessageKind::AnswerComes
        | MessageKind::AnswerChange
        | MessageKind::AnswerStop
        | MessageKind::AnswerCall => return None,
    })
}

/// One mail to one recipient.
#[derive(Clone)]
pub struct EmailContent {
    /// Names the mail for ever: a second sending has the same Message-ID.
    pub message: MessageId,
    /// What it says.
    pub kind: MessageKind,
    /// The language the recipient reads; the nearest catalogue is used.
    pub language: Language,
    /// Who gets it.
    pub to: Mailbox,
    /// The appointment, moves included; none for an invitation to choose one.
    pub appointment: Option<AppointmentId>,
    /// Its revision (SEQUENCE): grows on every change of time or place and on cancellation.
    pub sequence: u32,
    /// First instant. For a cancellation, that of the appointment that does not take place; for a place that became free,
    /// its own; of no meaning without an appointment.
    pub start: DateTime<Utc>,
    /// Duration.
    pub duration: Minutes,
    /// The start before a move, when it differs; for a place that became free, that of the appointment that stands.
    pub previous_start: Option<DateTime<Utc>>,
    /// How the person is received.
    pub mode: Mode,
    /// Where.
    pub place: EmailPlace,
    /// The name of the territory in whose name the service writes.
    pub territory: String,
    /// The professionals the recipient meets: without the recipient, when that is a professional. The person
    /// received reads how many they are, not their names.
    pub team: Vec<Colleague>,
    /// The person received.
    pub person: Person,
    /// The page where the person changes or cancels, with their own secret in it. Shown to the person only, and only
    /// when it is an `http` or `https` address.
    pub link: Option<String>,
    /// Where reminders by mail are stopped: by hand on that page, or by the mail program itself (RFC 8058).
    pub stop: Option<String>,
    /// The tag of the address to which the recipient's calendar answers.
    pub answers: Option<String>,
    /// The tag of the address to which reports on this mail come.
    pub reports: Option<String>,
    /// The person's other appointments of the same day, for a reminder.
    pub also: Vec<OtherAppointment>,
}

/// Another appointment of the same day.
#[derive(Clone)]
pub struct OtherAppointment {
    /// First instant.
    pub start: DateTime<Utc>,
    /// How.
    pub mode: Mode,
    /// Where.
    pub place: EmailPlace,
}

/// A site, as letters show it.
#[derive(Clone)]
pub struct EmailPlace {
    /// Name of the site.
    pub name: String,
    /// Postal address, on one line.
    pub address: String,
    /// Telephone of the site; empty when it has none.
    pub phone: String,
    /// Name of the room, shown to professionals.
    pub room: Option<String>,
    /// Wall clock of the site.
    pub zone: Tz,
}

/// A professional of the team.
#[derive(Clone)]
pub struct Colleague {
    /// Name.
    pub name: String,
    /// Label of the role they fill, in the recipient's language: `assistante sociale`.
    pub role: String,
    /// Their address, when the recipient may see it: they are then an attendee of the invitation.
    pub address: Option<Address>,
}

/// The person received. No family name: a mail is read over shoulders, a calendar is shared.
#[derive(Clone)]
pub struct Person {
    /// Given name, for their own letters only; may be empty.
    pub given_name: String,
    /// Initials, for professionals: `S. D.`
    pub initials: String,
}

/// The service that writes.
#[derive(Clone)]
pub struct Service {
    /// `From`, and the envelope's sender.
    pub from: Mailbox,
    /// `Reply-To`, and the organizer of the events: answers of calendars come here.
    pub reply_to: Mailbox,
    /// Right part of Message-ID and of the events' UID.
    pub host: HostName,
    /// Signs what leaves; without it the relay should.
    pub dkim: Option<Dkim>,
    /// True when what comes back to the service's address with a tag behind a plus sign is read.
    pub reads_returns: bool,
}
