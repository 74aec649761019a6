//! The outbox: messages that would have been sent, when mails are kept in a folder.
//!
//! It shows whole mails, so it exists only with a mail folder, which is for a developer's own machine.

use std::io;

use askama::Template;
use axum::extract::{Path as UrlPath, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use domain::channel::Channel;
use domain::ids::MessageId;
use domain::time::Quantum;
use domain::zone;
use mail_parser::{MessageParser, MimeHeaders};

use crate::formats::sms::stored::{FOLDER, StoredSms};
use crate::store::messages::{self, Message, Status};
use crate::text::{Arg, Catalogue, Key, dates};
use crate::web::layout::messages::{Wall, channel_key, kind, life, mark, status_key, why};
use crate::web::layout::page::not_found;
use crate::web::layout::page::{Failure, render};
use crate::web::routes;
use crate::web::state::State as App;

/// How many messages the page shows, the newest.
const SHOWN: u64 = 200;

#[derive(Template)]
#[template(path = "web/pages/outbox/list.html")]
struct List {
    text: &'static Catalogue,
    lines: Vec<OutboxLine>,
    total: u64,
}

/// One message of the list.
struct OutboxLine {
    kind: String,
    to: String,
    about: String,
    status: String,
    life: String,
    mark: &'static str,
    problem: Option<String>,
    segments: Option<String>,
    link: Option<String>,
}

/// Lists what was written, the newest first.
///
/// # Errors
/// [`Failure`].
pub async fn list(State(app): State<App>) -> Result<Html<String>, Failure> {
    let text = Catalogue::french()?;
    let messages = messages::latest(&app.ctx.db, SHOWN).await?;
    let total = messages::count(&app.ctx.db).await?;
    let mut lines = Vec::with_capacity(messages.len());
    for message in &messages {
        lines.push(line(&app, message, text).await?);
    }
    render(&List { text, lines, total })
}

async fn line(app: &App, message: &Message, text: &Catalogue) -> Result<OutboxLine, Failure> {
    let to = if message.kind.is_to_professional() {
        Key("outbox-to-professional")
    } else {
        Key("outbox-to-person")
    };
    let said = said(app, message, text).await?;
    let is_kept = is_kept(message) && !said.is_forgotten;
    Ok(OutboxLine {
        kind: said.kind,
        to: text.get(to, &[])?,
        about: said.about,
        status: said.status,
        life: said.life,
        mark: mark(message.status),
        problem: said.problem,
        segments: message
            .receipt
            .as_ref()
            .filter(|_| message.channel == Channel::Sms)
            .map(|receipt| {
                text.get(Key("sms-segments"), &[("count", Arg::Count(u32::from(receipt.segments)))])
            })
            .transpose()?,
        link: is_kept.then(|| routes::outbox_mail(message.id)),
    })
}

/// Whether a message was written into the folder rather than handed to a provider; without a relay every mail is.
fn is_kept(message: &Message) -> bool {
    let left = message.receipt.as_ref().filter(|receipt| receipt.provider != FOLDER);
    matches!(message.status, Status::Sent | Status::Delivered)
        && (message.channel == Channel::Mail || left.is_none())
}

/// A message in words.
struct Said {
    kind: String,
    about: String,
    status: String,
    life: String,
    problem: Option<String>,
    is_forgotten: bool,
}

async fn said(app: &App, message: &Message, text: &Catalogue) -> Result<Said, Failure> {
    let zone = app.ctx.agendas.zone_of(&app.ctx.db, message.territory, message.facts.site).await?;
    let wall = Wall { zone, now: app.ctx.now() };
    let is_forgotten = message.is_forgotten(wall.now);
    let about = if is_forgotten {
        text.get(Key("message-erased"), &[])?
    } else if message.appointment.is_some() {
        dates::long(zone::local_start(zone, Quantum(message.facts.start)))
    } else {
        String::new()
    };
    let (kind, channel) = (kind(message, text)?, text.get(channel_key(message.channel), &[])?);
    // Kept in a folder it has not left: it is written.
    let (status, life) = match (message.status, message.settled_at) {
        (Status::Sent, Some(at)) if is_kept(message) => {
            let when = wall.moment(at, text)?;
            let life = text.get(Key("outbox-written-at"), &[("when", Arg::from(&when))])?;
            (text.get(Key("outbox-written"), &[])?, life)
        }
        _ => (text.get(status_key(message.status), &[])?, life(message, wall, text)?),
    };
    // Our own reasons in words; a relay's as it was noted.
    let problem = match message.problem.as_deref() {
        Some(problem) => Some(why(problem, text)?.unwrap_or_else(|| problem.to_owned())),
        None => None,
    };
    Ok(Said {
        kind: text.get(Key("message-by"), &[("kind", Arg::from(&kind)), ("channel", Arg::from(&channel))])?,
        about,
        status,
        life,
        problem,
        is_forgotten,
    })
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
    if let Some((id, bytes)) = stored(&app, &message, "sms").await? {
        return short(&app, id, &bytes).await;
    }
    let Some((id, bytes)) = stored(&app, &message, "eml").await? else { return not_found().await };
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
    sms: StoredSms,
    /// None for a file without a message in the database.
    said: Option<Said>,
}

/// Shows one short message.
async fn short(app: &App, id: MessageId, bytes: &[u8]) -> Result<Response, Failure> {
    let Ok(sms) = serde_json::from_slice::<StoredSms>(bytes) else { return not_found().await };
    let text = Catalogue::french()?;
    let said = match messages::get(app.ctx.db.read(), id).await? {
        Some(message) => Some(said(app, &message, text).await?),
        None => None,
    };
    Ok(render(&SmsPage { text, sms, said })?.into_response())
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
    let Some((id, bytes)) = stored(&app, &message, "eml").await? else { return not_found().await };
    let headers = [
        (header::CONTENT_TYPE, "message/rfc822".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.eml\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// The file of the message called `message`; the name is an identifier or nothing, so no path can be made of it.
async fn stored(app: &App, message: &str, ending: &str) -> Result<Option<(MessageId, Vec<u8>)>, Failure> {
    let (Ok(id), Some(folder)) = (message.parse::<MessageId>(), app.mail_folder.as_deref()) else {
        return Ok(None);
    };
    // What is forgotten is not shown, whatever is left in the folder.
    let known = messages::get(app.ctx.db.read(), id).await?;
    if known.is_some_and(|message| message.is_forgotten(app.ctx.now())) {
        return Ok(None);
    }
    match tokio::fs::read(folder.join(format!("{id}.{ending}"))).await {
        Ok(bytes) => Ok(Some((id, bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::MailFolder(error)),
    }
}
