//! The outbox: what would have left by mail, when mail is kept in a folder.
//!
//! It shows mails whole, so it exists only with the mail folder, which is for one's own machine.

use std::io;
use std::path::Path;

use askama::Template;
use axum::extract::{Path as UrlPath, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use domain::channel::Channel;
use domain::ids::MessageId;
use domain::notices::{GivenUp, Kind, Untold};
use domain::time::Quantum;
use domain::zone;
use mail_parser::{MessageParser, MimeHeaders};

use crate::adapters::sms::Kept;
use crate::store::messages::{self, Message, Status};
use crate::text::{Arg, Catalogue, Key, TextError, dates};
use crate::web::State as App;
use crate::web::pages::not_found;
use crate::web::parts::page::{Failure, render};
use crate::web::routes;

/// How many messages the page shows, the newest.
const SHOWN: u64 = 200;

#[derive(Template)]
#[template(path = "web/pages/outbox/list.html")]
struct List {
    text: &'static Catalogue,
    lines: Vec<Line>,
    total: u32,
}

/// One message of the list.
struct Line {
    kind: String,
    to: String,
    about: String,
    status: String,
    mark: &'static str,
    problem: Option<String>,
    link: Option<String>,
}

/// Lists what was written, the newest first.
///
/// # Errors
/// [`Failure`].
pub async fn list(State(app): State<App>) -> Result<Html<String>, Failure> {
    let text = Catalogue::french()?;
    let messages = messages::latest(&app.ctx.db, SHOWN).await?;
    let total = u32::try_from(messages::count(&app.ctx.db).await?).unwrap_or(u32::MAX);
    let mut lines = Vec::with_capacity(messages.len());
    for message in &messages {
        lines.push(line(&app, message, text).await?);
    }
    render(&List { text, lines, total })
}

async fn line(app: &App, message: &Message, text: &Catalogue) -> Result<Line, Failure> {
    let zone = app.ctx.pool.zone_of(&app.ctx.db, message.territory, message.facts.site).await?;
    let start = zone::local_start(zone, Quantum(message.facts.start));
    let to = if message.kind.is_to_professional() {
        Key("outbox-to-professional")
    } else {
        Key("outbox-to-person")
    };
    let about = message
        .appointment
        .filter(|_| !message.facts.mode.is_empty())
        .map(|_| dates::long(start))
        .unwrap_or_default();
    Ok(Line {
        kind: format!(
            "{} ({})",
            text.get(kind_key(message.kind), &[])?,
            text.get(channel_key(message.channel), &[])?
        ),
        to: text.get(to, &[])?,
        about,
        status: text.get(status_key(message.status), &[])?,
        mark: message.status.word(),
        problem: message.problem.as_deref().map(|problem| said(problem, text)).transpose()?,
        link: matches!(message.status, Status::Sent | Status::Delivered)
            .then(|| routes::outbox_mail(message.id)),
    })
}

/// Our own reasons in words; a relay's as it was noted.
fn said(problem: &str, text: &Catalogue) -> Result<String, TextError> {
    match Untold::from_word(problem) {
        Some(Untold::TooLate) => text.get(Key("untold-too-late"), &[]),
        Some(Untold::NotExpected) => text.get(Key("untold-not-expected"), &[]),
        Some(Untold::Changed) => text.get(Key("untold-changed"), &[]),
        Some(Untold::ExpectedAgain) => text.get(Key("untold-expected-again"), &[]),
        Some(Untold::Overtaken) => text.get(Key("untold-overtaken"), &[]),
        Some(Untold::NoAddress) => text.get(Key("untold-no-address"), &[]),
        Some(Untold::Refused) => text.get(Key("untold-refused"), &[]),
        Some(Untold::BadChannel) => text.get(Key("untold-bad-channel"), &[]),
        Some(Untold::SaidTogether) => text.get(Key("untold-said-together"), &[]),
        Some(Untold::NoProvider) => text.get(Key("untold-no-provider"), &[]),
        Some(Untold::PlaceTaken) => text.get(Key("untold-place-taken"), &[]),
        None => match GivenUp::from_word(problem) {
            Some(GivenUp::ToldOtherwise) => text.get(Key("given-up-told-otherwise"), &[]),
            Some(GivenUp::Arrived) => text.get(Key("given-up-arrived"), &[]),
            Some(GivenUp::WrongAddress) => text.get(Key("given-up-wrong-address"), &[]),
            Some(GivenUp::NotNeeded) => text.get(Key("given-up-not-needed"), &[]),
            None => Ok(problem.to_owned()),
        },
    }
}

const fn channel_key(channel: Channel) -> Key {
    match channel {
        Channel::Mail => Key("channel-mail"),
        Channel::Sms => Key("channel-sms"),
    }
}

const fn kind_key(kind: Kind) -> Key {
    match kind {
        Kind::Invitation => Key("kind-invitation"),
        Kind::Update => Key("kind-update"),
        Kind::Withdrawal => Key("kind-withdrawal"),
        Kind::Cancellation => Key("kind-cancellation"),
        Kind::CounterDeclined => Key("kind-counter-declined"),
        Kind::Confirmation => Key("kind-confirmation"),
        Kind::Moved => Key("kind-moved"),
        Kind::CalledOff => Key("kind-called-off"),
        Kind::CancelledByPerson => Key("kind-cancelled-by-person"),
        Kind::Reminder => Key("kind-reminder"),
        Kind::Missed => Key("kind-missed"),
        Kind::PlaceFreed => Key("kind-place-freed"),
        Kind::Choose => Key("kind-choose"),
        Kind::Chase => Key("kind-chase"),
        Kind::AnswerComes | Kind::AnswerChange | Kind::AnswerStop | Kind::AnswerCall => Key("kind-answer"),
    }
}

const fn status_key(status: Status) -> Key {
    match status {
        Status::Planned => Key("status-planned"),
        Status::Sending => Key("status-sending"),
        Status::Sent => Key("status-sent"),
        Status::Delivered => Key("status-delivered"),
        Status::Bounced => Key("status-bounced"),
        Status::Dropped => Key("status-dropped"),
        Status::Failed => Key("status-failed"),
        Status::Doubtful => Key("status-doubtful"),
    }
}

#[derive(Template)]
#[template(path = "web/pages/outbox/mail.html")]
struct MailPage {
    text: &'static Catalogue,
    subject: String,
    headers: Vec<(String, String)>,
    body: String,
    attachments: Vec<(String, String)>,
    file: String,
}

/// Shows one mail: headers, plain text, and what is attached.
///
/// # Errors
/// [`Failure`].
pub async fn show(State(app): State<App>, UrlPath(message): UrlPath<String>) -> Result<Response, Failure> {
    if let Some((_, bytes)) = stored(&app, &message, "sms").await {
        return short(&bytes).await;
    }
    let Some((id, bytes)) = stored(&app, &message, "eml").await else { return not_found().await };
    let Some(mail) = MessageParser::default().parse(&bytes) else { return not_found().await };
    let text = Catalogue::french()?;
    let header = |name: &str| mail.header_raw(name).unwrap_or_default().trim().to_owned();
    let attachments = mail
        .attachments()
        .map(|part| {
            let name = part.attachment_name().unwrap_or("calendar").to_owned();
            (name, part.text_contents().unwrap_or_default().to_owned())
        })
        .collect();
    let page = MailPage {
        text,
        subject: mail.subject().unwrap_or_default().to_owned(),
        headers: vec![
            (text.get(Key("mail-from"), &[])?, mailboxes(mail.from())),
            (text.get(Key("mail-to"), &[])?, mailboxes(mail.to())),
            (text.get(Key("mail-date"), &[])?, header("Date")),
            ("Message-ID".to_owned(), header("Message-ID")),
        ],
        body: mail.body_text(0).unwrap_or_default().into_owned(),
        attachments,
        file: routes::outbox_file(id),
    };
    Ok(render(&page)?.into_response())
}

#[derive(Template)]
#[template(path = "web/pages/outbox/sms.html")]
struct SmsPage {
    text: &'static Catalogue,
    sms: Kept,
}

/// Shows one short message.
async fn short(bytes: &[u8]) -> Result<Response, Failure> {
    let Ok(sms) = serde_json::from_slice::<Kept>(bytes) else { return not_found().await };
    Ok(render(&SmsPage { text: Catalogue::french()?, sms })?.into_response())
}

/// Names and addresses, decoded.
fn mailboxes(list: Option<&mail_parser::Address<'_>>) -> String {
    let one = |mailbox: &mail_parser::Addr<'_>| {
        let address = mailbox.address().unwrap_or_default();
        match mailbox.name() {
            Some(name) => format!("{name} <{address}>"),
            None => address.to_owned(),
        }
    };
    list.map(|list| list.iter().map(one).collect::<Vec<_>>().join(", ")).unwrap_or_default()
}

/// One mail as it would have left.
///
/// # Errors
/// [`Failure`].
pub async fn file(State(app): State<App>, UrlPath(message): UrlPath<String>) -> Result<Response, Failure> {
    let Some((id, bytes)) = stored(&app, &message, "eml").await else { return not_found().await };
    let headers = [
        (header::CONTENT_TYPE, "message/rfc822".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.eml\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// The file of the message called `message`; the name is an identifier or nothing, so no path can be made of it.
async fn stored(app: &App, message: &str, ending: &str) -> Option<(MessageId, Vec<u8>)> {
    let id: MessageId = message.parse().ok()?;
    let folder: &Path = app.mail_folder.as_deref()?;
    match tokio::fs::read(folder.join(format!("{id}.{ending}"))).await {
        Ok(bytes) => Some((id, bytes)),
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                tracing::error!(%error, "the mail folder cannot be read");
            }
            None
        }
    }
}
