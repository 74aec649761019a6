//! From content to bytes: the MIME tree that Outlook, Gmail and phones display alike.

use std::time::SystemTime;

use askama::Template;
use chrono::{DateTime, Duration, Utc};
use domain::ids::{AppointmentId, MessageId};
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, ContentTypeErr, HeaderName, HeaderValue,
};
use lettre::message::{Message, MultiPart, MultiPartKind, SinglePart};
use thiserror::Error;

use crate::formats::email::content::{EmailContent, Service, method};
use crate::formats::email::dkim::SignError;
use crate::formats::email::page::Page;
use crate::formats::invitations;
use crate::formats::invitations::{Attendee, Event, Method, Seat};
use crate::formats::mail_address::{Address, Mailbox};
use crate::formats::safe_text::SafeText;
use crate::text::{Catalogue, TextError};

const FILE: &str = "rendez-vous.ics";

/// A letter could not be written. None of these depends on the facts: each is a fault of this program.
#[derive(Debug, Error)]
pub enum EmailError {
    /// A word lacks.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A template failed.
    #[error("a template of the letter failed")]
    Template(#[from] askama::Error),
    /// A content type was not one.
    #[error("a content type of the letter is not one")]
    ContentType(#[from] ContentTypeErr),
    /// The headers do not make a message.
    #[error("the headers do not make a message")]
    Headers(#[from] lettre::error::Error),
    /// It could not be signed.
    #[error(transparent)]
    Signature(#[from] SignError),
}

/// A mail ready to leave: bytes and envelope. No `Debug`: it is all personal data.
#[derive(Clone)]
pub struct Mail {
    message: MessageId,
    from: Address,
    to: Address,
    bytes: Vec<u8>,
}

impl Mail {
    /// A mail of these bytes.
    pub(crate) const fn new(message: MessageId, from: Address, to: Address, bytes: Vec<u8>) -> Self {
        Self { message, from, to, bytes }
    }

    /// The message it carries.
    #[must_use]
    pub const fn message(&self) -> MessageId {
        self.message
    }

    /// Sender of the envelope: where refusals come back.
    #[must_use]
    pub const fn from(&self) -> &Address {
        &self.from
    }

    /// Recipient of the envelope.
    #[must_use]
    pub const fn to(&self) -> &Address {
        &self.to
    }

    /// Headers and body, ASCII only, CRLF.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

#[derive(Template)]
#[template(path = "formats/email/message.txt", escape = "none")]
pub(crate) struct Plain<'a> {
    pub page: &'a Page,
}

#[derive(Template)]
#[template(path = "formats/email/message.html")]
pub(crate) struct Html<'a> {
    pub page: &'a Page,
    /// Both said twice in the template: mail programs show only what is inside the body.
    pub lang: &'a str,
    pub dir: &'a str,
}

/// The mail of `letter`, made at `now` (Date, and DTSTAMP of the event). The same input gives the same bytes.
///
/// # Errors
/// [`EmailError`]: a catalogue or template that does not fit this code, which tests exclude for every kind.
pub fn write(letter: &EmailContent, service: &Service, now: DateTime<Utc>) -> Result<Mail, EmailError> {
    let text = Catalogue::for_language(&letter.language)?;
    let tagged = |address: &Address, tag: &Option<String>| {
        let tag = tag.as_deref().filter(|_| service.reads_returns);
        tag.and_then(|tag| address.tagged(tag)).unwrap_or_else(|| address.clone())
    };
    let reply_to = Mailbox {
        name: service.reply_to.name.clone(),
        address: tagged(&service.reply_to.address, &letter.answers),
    };
    let page = Page::of(letter, &service.from.name, text)?;
    let file = method(letter.kind).zip(letter.appointment).map(|(method, appointment)| {
        (invitations::write(&event(letter, appointment, &page, service, &reply_to, now), method), method)
    });
    let mut alternative = multipart(MultiPartKind::Alternative, letter.message, "alternative")
        .singlepart(SinglePart::plain(Plain { page: &page }.render()?))
        .singlepart(SinglePart::html(
            Html { page: &page, lang: text.language(), dir: text.direction().word() }.render()?,
        ));
    // Outlook shows a PUBLISH inside the alternative as raw lines (MS-STANOICAL V0233): attachment only.
    if let Some((file, method)) = file.as_ref().filter(|(_, method)| !matches!(method, Method::Publish(_))) {
        alternative = alternative.singlepart(calendar(file, *method)?);
    }
    let body = match file {
        Some((file, _)) => multipart(MultiPartKind::Mixed, letter.message, "mixed")
            .multipart(alternative)
            .singlepart(attachment(file)?),
        None => alternative,
    };
    let mut message = Message::builder()
        .from(mailbox(&service.from))
        .reply_to(mailbox(&reply_to))
        .to(mailbox(&letter.to))
        .subject(page.subject.as_str())
        .date(SystemTime::from(now))
        .message_id(Some(format!("<{}@{}>", letter.message, service.host.as_str())))
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", text.language()));
    if let Some(stop) = page.stop.as_ref() {
        message = message
            .raw_header(header("List-Unsubscribe", &format!("<{}>", stop.address)))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let message = message.multipart(body)?;
    let mut bytes = message.formatted();
    if let Some(dkim) = &service.dkim {
        bytes = dkim.sign(&bytes, now)?;
    }
    Ok(Mail {
        message: letter.message,
        from: tagged(&service.from.address, &letter.reports),
        to: letter.to.address.clone(),
        bytes,
    })
}

fn event(
    letter: &EmailContent,
    uid: AppointmentId,
    page: &Page,
    service: &Service,
    organizer: &Mailbox,
    now: DateTime<Utc>,
) -> Event {
    let recipient = Attendee { mailbox: letter.to.clone(), seat: Seat::Recipient };
    let colleagues = letter.team.iter().filter_map(|colleague| {
        let mailbox = Mailbox { name: colleague.name.clone(), address: colleague.address.clone()? };
        Some(Attendee { mailbox, seat: Seat::Colleague })
    });
    Event {
        uid,
        host: service.host.clone(),
        sequence: letter.sequence,
        stamp: now,
        start: letter.start,
        end: letter.start + Duration::minutes(i64::from(letter.duration.0)),
        zone: letter.place.zone,
        summary: page.event.clone(),
        location: page.location.clone(),
        description: page.description(),
        organizer: organizer.clone(),
        attendees: std::iter::once(recipient).chain(colleagues).collect(),
    }
}

/// Base64: quoted-printable made Outlook miss the invitation (rdv-service-public #1354). No disposition, last.
fn calendar(file: &[u8], method: Method) -> Result<SinglePart, EmailError> {
    let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={}", method.word()))?;
    Ok(SinglePart::builder().header(kind).header(ContentTransferEncoding::Base64).body(file.to_vec()))
}

fn attachment(file: Vec<u8>) -> Result<SinglePart, EmailError> {
    let kind = ContentType::parse(&format!("application/ics; name=\"{FILE}\""))?;
    Ok(SinglePart::builder()
        .header(kind)
        .header(ContentDisposition::attachment(FILE))
        .header(ContentTransferEncoding::Base64)
        .body(file))
}

/// The boundary comes from the message's own id, so that the bytes are reproducible.
pub(crate) fn multipart(kind: MultiPartKind, message: MessageId, part: &str) -> MultiPart {
    MultiPart::builder().kind(kind).boundary(format!("=_{part}_{message}")).build()
}

pub(crate) fn mailbox(mailbox: &Mailbox) -> lettre::message::Mailbox {
    let name = SafeText::line(&mailbox.name).into_string();
    lettre::message::Mailbox::new((!name.is_empty()).then_some(name), mailbox.address.to_lettre())
}

pub(crate) fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
