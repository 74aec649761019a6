//! Checks the mail relay: connection, encryption and login, without sending.

use std::path::Path;

use chrono::{DateTime, Utc};
use rustix::fs::{Access, access};

use super::report::Report;
use crate::adapters::mail::{Cause, SendError, Smtp, Stage, Transport};
use crate::cli::wiring::mail::mailer;
use crate::config::{MailSettings, SmtpEncryption};
use crate::formats::email::Dkim;

const ABOUT: &str = "mail";

/// Checks the relay or the folder, and the signature.
pub(super) async fn look(settings: &MailSettings, now: DateTime<Utc>, report: &mut Report) {
    let mailer = match mailer(settings) {
        Ok(mailer) => mailer,
        Err(error) => {
            report.fault(ABOUT, error.to_string());
            return;
        }
    };
    match &mailer.transport {
        Transport::Folder(_) => folder(&settings.mail_folder, report),
        Transport::Smtp(relay) => greet(settings, relay, report).await,
    }
    match &mailer.service.dkim {
        Some(dkim) => sign(dkim, now, report),
        None if settings.smtp_host.is_some() => {
            report.ok("mail", "not signed here (UNISSON_DKIM_KEY_FILE): the relay must sign");
        }
        None => {}
    }
}

fn folder(folder: &Path, report: &mut Report) {
    // It is created with the first mail: until then it only must be possible to create it.
    let there = folder.ancestors().map(|path| if path == Path::new("") { Path::new(".") } else { path });
    let there = there.into_iter().find(|path| path.exists()).unwrap_or(folder);
    let shown = folder.display();
    if there.is_dir() && access(there, Access::WRITE_OK).is_ok() {
        report.attention(
            ABOUT,
            format!("no relay: mails stay in {shown} and reach nobody; set UNISSON_SMTP_HOST"),
        );
    } else {
        report.fault(ABOUT, format!("UNISSON_MAIL_FOLDER {shown} cannot be written: name another folder"));
    }
}

async fn greet(settings: &MailSettings, relay: &Smtp, report: &mut Report) {
    let host = settings.smtp_host.as_deref().unwrap_or("");
    let name = format!("{host}:{}", settings.smtp_port);
    match relay.probe().await {
        Ok(()) => {
            let encryption = match settings.smtp_encryption {
                SmtpEncryption::Starttls => "STARTTLS",
                SmtpEncryption::Tls => "TLS",
                SmtpEncryption::None => "no encryption",
            };
            let login = if settings.smtp_user.is_some() { "login accepted" } else { "no login" };
            let said = format!("the relay {name} answers, {encryption}, {login}");
            if settings.smtp_encryption == SmtpEncryption::None && !is_local(host) {
                report
                    .attention(ABOUT, format!("{said}: mails cross the network in the clear, use starttls"));
            } else {
                report.ok(ABOUT, said);
            }
        }
        Err(error) => report.fault(ABOUT, format!("the relay {name}: {error}: {}", suggestion(error))),
    }
}

fn is_local(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn suggestion(error: SendError) -> &'static str {
    let (SendError::Permanent(cause) | SendError::Temporary(cause) | SendError::Unknown(cause)) = error;
    match cause {
        Cause::Answer { stage, .. } | Cause::Lost(stage) | Cause::Late(stage) => match stage {
            Stage::Connect => {
                "check UNISSON_SMTP_HOST, UNISSON_SMTP_PORT, UNISSON_SMTP_ENCRYPTION and the firewall"
            }
            Stage::Encrypt => {
                "it offers no STARTTLS, or its certificate is not one for that name that this machine trusts"
            }
            Stage::SignIn => "check UNISSON_SMTP_USER and the password in UNISSON_SMTP_PASSWORD_FILE",
            _ => "ask whoever runs it",
        },
        Cause::NoMailbox(_) => "ask whoever runs it",
        Cause::Folder(_) => "name a folder that can be written",
    }
}

fn sign(dkim: &Dkim, now: DateTime<Utc>, report: &mut Report) {
    match dkim.proof(now) {
        Ok(true) => report.ok(ABOUT, format!("signatures verify when the DNS has {}", dkim.record())),
        Ok(false) => {
            report.fault(ABOUT, "UNISSON_DKIM_KEY_FILE: a signature does not verify: make another key");
        }
        Err(error) => report.fault(ABOUT, format!("UNISSON_DKIM_KEY_FILE: {error}: make another key")),
    }
}
