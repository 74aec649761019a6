//! Mail: the relay or the folder, the sender, DKIM, incoming mail.

use std::time::Duration;

use domain::secret::Secret;

use super::error::WiringError;
use crate::adapters::mail::{Encryption, Login, MailFolder, Smtp, SmtpSettings, Transport};
use crate::adapters::maildir::Maildir;
use crate::config::{MailSettings, SmtpEncryption};
use crate::formats::email::{Dkim, Service};
use crate::formats::mail_address::{Address, HostName, Mailbox};
use crate::jobs::Mailer;
use crate::jobs::receive_mail::{IncomingMail, ReturnAddress};

/// How long to wait for an answer of the relay.
const RELAY_TIMEOUT: Duration = Duration::from_secs(30);

/// The transport of mails and their sender.
///
/// # Errors
/// [`WiringError`] naming the setting.
pub fn mailer(settings: &MailSettings) -> Result<Mailer, WiringError> {
    let address = Address::parse(&settings.mail_from)?;
    let domain = settings.mail_from.rsplit_once('@').map_or("", |(_, domain)| domain);
    let host = HostName::parse(domain)?;
    let sender = Mailbox { name: settings.mail_from_name.clone(), address };
    let transport = match &settings.smtp_host {
        None => Transport::Folder(MailFolder::new(&settings.mail_folder)),
        Some(relay) => Transport::Smtp(Smtp::new(SmtpSettings {
            host: relay.clone(),
            port: settings.smtp_port,
            encryption: match settings.smtp_encryption {
                SmtpEncryption::Starttls => Encryption::StartTls,
                SmtpEncryption::Tls => Encryption::Implicit,
                SmtpEncryption::None => Encryption::None,
            },
            login: login(settings)?,
            hello: host.clone(),
            patience: RELAY_TIMEOUT,
        })?),
    };
    let dkim = dkim(settings, &host)?;
    let reads_returns = settings.mail_maildir.is_some() || settings.mail_lmtp_listen.is_some();
    let service = Service { from: sender.clone(), reply_to: sender, host, dkim, reads_returns };
    Ok(Mailer { transport, service })
}

/// Where mail is received.
///
/// # Errors
/// [`WiringError`] naming the setting.
pub fn incoming_mail(settings: &MailSettings) -> Result<IncomingMail, WiringError> {
    let maildir = settings
        .mail_maildir
        .as_ref()
        .map(|path| Maildir::new(path).map_err(WiringError::file("UNISSON_MAIL_MAILDIR", path)));
    let trusted_authserv_id = settings.mail_trusted_authserv_id.clone();
    let address = ReturnAddress { address: Address::parse(&settings.mail_from)?, trusted_authserv_id };
    Ok(IncomingMail { maildir: maildir.transpose()?, lmtp_listen: settings.mail_lmtp_listen, address })
}

/// The DKIM signer for `domain`, that of the sender's address: only then are signature and sender aligned (DMARC).
fn dkim(settings: &MailSettings, domain: &HostName) -> Result<Option<Dkim>, WiringError> {
    match (&settings.dkim_selector, &settings.dkim_key_file) {
        (None, None) => Ok(None),
        (Some(selector), Some(path)) => {
            let selector = HostName::parse(selector).map_err(|_| WiringError::DkimSelector)?;
            let pem = std::fs::read(path).map_err(WiringError::file("UNISSON_DKIM_KEY_FILE", path))?;
            let dkim = Dkim::new(domain.clone(), selector, &pem);
            dkim.map(Some).map_err(|source| WiringError::DkimKey { path: path.clone(), source })
        }
        _ => Err(WiringError::IncompleteDkim),
    }
}

fn login(settings: &MailSettings) -> Result<Option<Login>, WiringError> {
    match (&settings.smtp_user, &settings.smtp_password_file) {
        (None, None) => Ok(None),
        (Some(user), Some(path)) => {
            let password = std::fs::read_to_string(path)
                .map_err(WiringError::file("UNISSON_SMTP_PASSWORD_FILE", path))?;
            let password = Secret::new(password.trim_end_matches(['\r', '\n']));
            Ok(Some(Login { user: user.clone(), password }))
        }
        _ => Err(WiringError::IncompleteLogin),
    }
}
