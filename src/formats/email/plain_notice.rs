//! An email that is about no appointment: a few lines and a link, in plain text and in HTML.

use std::time::SystemTime;

use askama::Template;
use chrono::{DateTime, Utc};
use domain::ids::MessageId;
use lettre::message::{Message, MultiPartKind, SinglePart};

use crate::formats::email::content::Service;
use crate::formats::email::message::{EmailError, Mail, header, mailbox, multipart};
use crate::formats::mail_address::Mailbox;
use crate::formats::safe_text::SafeText;

/// A mail to somebody who works here, in French.
#[derive(Clone)]
pub struct Notice {
    /// Names the mail for ever: a second sending has the same Message-ID.
    pub message: MessageId,
    /// Who gets it.
    pub to: Mailbox,
    /// Subject and title.
    pub subject: String,
    /// The text before the link.
    pub before: Vec<String>,
    /// The link, and its words.
    pub link: (String, String),
    /// What stands behind it.
    pub after: Vec<String>,
}

#[derive(Template)]
#[template(path = "formats/email/plain_notice.txt", escape = "none")]
struct Plain<'a> {
    notice: &'a Notice,
    signature: &'a str,
}

#[derive(Template)]
#[template(path = "formats/email/plain_notice.html")]
struct Html<'a> {
    notice: &'a Notice,
    signature: &'a str,
}

impl Notice {
    /// The mail, made at `now`. The same input gives the same bytes.
    ///
    /// # Errors
    /// [`EmailError`]: a template that does not fit this code, which tests exclude.
    pub fn write(&self, service: &Service, now: DateTime<Utc>) -> Result<Mail, EmailError> {
        let line = |text: &String| SafeText::line(text).into_string();
        let notice = &Self {
            subject: line(&self.subject),
            before: self.before.iter().map(line).collect(),
            after: self.after.iter().map(line).collect(),
            ..self.clone()
        };
        let signature = &SafeText::line(&service.from.name).into_string();
        let body = multipart(MultiPartKind::Alternative, self.message, "alternative")
            .singlepart(SinglePart::plain(Plain { notice, signature }.render()?))
            .singlepart(SinglePart::html(Html { notice, signature }.render()?));
        let message = Message::builder()
            .from(mailbox(&service.from))
            .reply_to(mailbox(&service.reply_to))
            .to(mailbox(&self.to))
            .subject(notice.subject.as_str())
            .date(SystemTime::from(now))
            .message_id(Some(format!("<{}@{}>", self.message, service.host.as_str())))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", "fr"))
            .multipart(body)?;
        let mut bytes = message.formatted();
        if let Some(dkim) = &service.dkim {
            bytes = dkim.sign(&bytes, now)?;
        }
        Ok(Mail::new(self.message, service.from.address.clone(), self.to.address.clone(), bytes))
    }
}
