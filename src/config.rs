//! Settings: from the command line or the environment, checked before anything starts.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use thiserror::Error;

use crate::adapters::mail::{
    Dkim, DkimKeyError, Encryption, Login, MailFolder, Secret, Service, Smtp, SmtpSettings, SmtpSetupError,
    Transport,
};
use crate::adapters::mailbox::{Address, HostName, Mailbox};
use crate::clock::Dice;
use crate::jobs::send_messages::Mailer;
use crate::links::{KEY_BYTES, Links, PublicUrl, ServiceKey, hex, unhex};

/// Where data is kept.
#[derive(Args, Clone, Debug)]
pub struct DatabaseSettings {
    /// The database: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/NAME`
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://unisson.db",
        hide_env_values = true,
        global = true
    )]
    pub database_url: String,
}

/// Where pages are served.
#[derive(Args, Clone, Debug)]
pub struct ListenSettings {
    /// Address and port to serve on
    #[arg(long, env = "UNISSON_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// What personal links are made with.
#[derive(Args, Clone, Debug)]
pub struct LinkSettings {
    /// How the service is reached from outside, for the links in messages: `https://rdv.exemple.fr`
    #[arg(long, env = "UNISSON_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// File that holds the service's key, 64 hexadecimal digits; made when it is not there. Replicas share it;
    /// with another key every link is void
    #[arg(long, env = "UNISSON_KEY_FILE", default_value = "unisson.key", global = true)]
    pub key_file: PathBuf,
    /// How many proxies stand before the service and add to X-Forwarded-For whom they speak for
    #[arg(long, env = "UNISSON_PROXIES", default_value_t = 0, global = true)]
    pub proxies: u8,
}

/// What to do when there is no key yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKeyYet {
    /// Make one.
    Make,
    /// Do without.
    DoWithout,
}

impl LinkSettings {
    /// What links are made with; `None` without a key.
    ///
    /// # Errors
    /// [`ConfigError`] naming the setting.
    pub fn links(&self, no_key_yet: NoKeyYet) -> Result<Option<Links>, ConfigError> {
        let public_url = self.public_url.as_deref().map(PublicUrl::parse).transpose()?;
        let path = &self.key_file;
        let failed = |source| ConfigError::KeyFile { path: path.clone(), source };
        if !path.exists() {
            if no_key_yet == NoKeyYet::DoWithout && public_url.is_none() {
                return Ok(None);
            }
            make_key(path).map_err(failed)?;
        }
        let text = std::fs::read_to_string(path).map_err(failed)?;
        let key = read_key(text.trim()).ok_or_else(|| ConfigError::Key { path: path.clone() })?;
        Ok(Some(Links { public_url, proxies: self.proxies, ..Links::with_key(key) }))
    }
}

/// Writes a new key that only this user can read. Somebody who did the same a moment ago keeps theirs.
fn make_key(path: &Path) -> std::io::Result<()> {
    let digits = hex(&Dice::fair().bytes::<KEY_BYTES>());
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match file {
        Ok(mut file) => writeln!(file, "{digits}"),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

fn read_key(text: &str) -> Option<ServiceKey> {
    <[u8; KEY_BYTES]>::try_from(unhex(text)?).ok().map(|bytes| ServiceKey::new(&bytes))
}

/// What territories supply.
#[derive(Args, Clone, Debug)]
pub struct MediaSettings {
    /// Folder of logos, photos and pages read aloud: TERRITORY/logo.svg, TERRITORY/sites/SITE.jpg,
    /// TERRITORY/audio/LANGUAGE/SCREEN.opus
    #[arg(long, env = "UNISSON_MEDIA_FOLDER")]
    pub media_folder: Option<PathBuf>,
}

/// How the connection to the relay is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmtpProtection {
    /// STARTTLS or nothing is sent (usually port 587)
    Starttls,
    /// TLS from the first byte (usually port 465)
    Tls,
    /// None: only for a relay on the same machine
    None,
}

/// How mail leaves.
#[derive(Args, Clone, Debug)]
pub struct MailSettings {
    /// Folder for mails, when no relay is given
    #[arg(long, env = "UNISSON_MAIL_FOLDER", default_value = "outbox")]
    pub mail_folder: PathBuf,
    /// Host name of the SMTP relay; mails go to the folder without one
    #[arg(long, env = "UNISSON_SMTP_HOST")]
    pub smtp_host: Option<String>,
    /// Port of the relay
    #[arg(long, env = "UNISSON_SMTP_PORT", default_value_t = 587)]
    pub smtp_port: u16,
    /// Protection of the connection to the relay
    #[arg(long, env = "UNISSON_SMTP_PROTECTION", value_enum, default_value_t = SmtpProtection::Starttls)]
    pub smtp_protection: SmtpProtection,
    /// Name at the relay, when it wants one
    #[arg(long, env = "UNISSON_SMTP_USER")]
    pub smtp_user: Option<String>,
    /// File that holds the password at the relay
    #[arg(long, env = "UNISSON_SMTP_PASSWORD_FILE")]
    pub smtp_password_file: Option<PathBuf>,
    /// Address mails come from
    #[arg(long, env = "UNISSON_MAIL_FROM", default_value = "rendez-vous@unisson.example")]
    pub mail_from: String,
    /// Name mails come from
    #[arg(long, env = "UNISSON_MAIL_NAME", default_value = "Vos rendez-vous")]
    pub mail_name: String,
    /// Selector of the key that signs mails (DKIM): its public half stands in the DNS at
    /// SELECTOR._domainkey.DOMAIN
    #[arg(long, env = "UNISSON_DKIM_SELECTOR")]
    pub dkim_selector: Option<String>,
    /// File that holds the private RSA key, in PEM
    #[arg(long, env = "UNISSON_DKIM_KEY_FILE")]
    pub dkim_key_file: Option<PathBuf>,
}

/// A setting that cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// Not an address.
    #[error("UNISSON_MAIL_FROM: {0}")]
    From(#[from] crate::adapters::mailbox::NotAnAddress),
    /// The address has no host that can name messages.
    #[error("UNISSON_MAIL_FROM: {0}")]
    Host(#[from] crate::adapters::mailbox::NotAHost),
    /// A name without a password, or the other way round.
    #[error("UNISSON_SMTP_USER and UNISSON_SMTP_PASSWORD_FILE go together: set both or neither")]
    HalfALogin,
    /// The password file cannot be read.
    #[error("UNISSON_SMTP_PASSWORD_FILE {path}: {source}")]
    Password {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A selector without a key, or the other way round.
    #[error("UNISSON_DKIM_SELECTOR and UNISSON_DKIM_KEY_FILE go together: set both or neither")]
    HalfASignature,
    /// The selector cannot stand in the DNS.
    #[error("UNISSON_DKIM_SELECTOR: use letters, digits and inner hyphens, such as `rdv2027`")]
    DkimSelector,
    /// The key file cannot be read.
    #[error("UNISSON_DKIM_KEY_FILE {path}: {source}")]
    DkimFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The key file holds no key that can sign.
    #[error("UNISSON_DKIM_KEY_FILE {path}: {source}")]
    DkimKey {
        /// The file.
        path: PathBuf,
        /// Why.
        source: DkimKeyError,
    },
    /// Not an address links can begin with.
    #[error("UNISSON_PUBLIC_URL: {0}")]
    PublicUrl(#[from] crate::links::NotAnAddress),
    /// The file of the service's key cannot be read or made.
    #[error("UNISSON_KEY_FILE {path}: {source}")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds no key.
    #[error(
        "UNISSON_KEY_FILE {path}: holds no key of 64 hexadecimal digits; make one with `openssl rand -hex 32`"
    )]
    Key {
        /// The file.
        path: PathBuf,
    },
    /// The relay cannot be used as set.
    #[error("SMTP: {0}")]
    Smtp(#[from] SmtpSetupError),
}

/// How long to wait for an answer of the relay.
const PATIENCE: Duration = Duration::from_secs(30);

impl MailSettings {
    /// The way out and who writes.
    ///
    /// # Errors
    /// [`ConfigError`] naming the setting.
    pub fn mailer(&self) -> Result<Mailer, ConfigError> {
        let address = Address::parse(&self.mail_from)?;
        let host = HostName::parse(self.mail_from.rsplit('@').next().unwrap_or_default())?;
        let sender = Mailbox { name: self.mail_name.clone(), address };
        let transport = match &self.smtp_host {
            None => Transport::Folder(MailFolder::new(&self.mail_folder)),
            Some(relay) => Transport::Smtp(Smtp::new(SmtpSettings {
                host: relay.clone(),
                port: self.smtp_port,
                encryption: match self.smtp_protection {
                    SmtpProtection::Starttls => Encryption::StartTls,
                    SmtpProtection::Tls => Encryption::Implicit,
                    SmtpProtection::None => Encryption::None,
                },
                login: self.login()?,
                hello: host.clone(),
                patience: PATIENCE,
            })?),
        };
        let dkim = self.dkim(&host)?;
        Ok(Mailer { transport, service: Service { from: sender.clone(), reply_to: sender, host, dkim } })
    }

    /// The mail folder, when mail goes there.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        self.smtp_host.is_none().then(|| self.mail_folder.clone())
    }

    /// The signer for `domain`, that of the sender's address: only then do receivers see the two agree (DMARC).
    fn dkim(&self, domain: &HostName) -> Result<Option<Dkim>, ConfigError> {
        match (&self.dkim_selector, &self.dkim_key_file) {
            (None, None) => Ok(None),
            (Some(selector), Some(path)) => {
                let selector = HostName::parse(selector).map_err(|_| ConfigError::DkimSelector)?;
                let pem = std::fs::read(path)
                    .map_err(|source| ConfigError::DkimFile { path: path.clone(), source })?;
                let dkim = Dkim::new(domain.clone(), selector, &pem);
                dkim.map(Some).map_err(|source| ConfigError::DkimKey { path: path.clone(), source })
            }
            _ => Err(ConfigError::HalfASignature),
        }
    }

    fn login(&self) -> Result<Option<Login>, ConfigError> {
        match (&self.smtp_user, &self.smtp_password_file) {
            (None, None) => Ok(None),
            (Some(user), Some(path)) => {
                let password = std::fs::read_to_string(path)
                    .map_err(|source| ConfigError::Password { path: path.clone(), source })?;
                let password = Secret::new(password.trim_end_matches(['\r', '\n']));
                Ok(Some(Login { user: user.clone(), password }))
            }
            _ => Err(ConfigError::HalfALogin),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::Purpose;

    #[test]
    fn a_key_is_made_once_and_kept_to_oneself() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("unisson.key");
        let settings = LinkSettings { public_url: None, key_file: key_file.clone(), proxies: 0 };
        assert!(settings.links(NoKeyYet::DoWithout).unwrap().is_none());
        assert!(!key_file.exists());
        let name = || {
            let links = settings.links(NoKeyYet::Make).unwrap().unwrap();
            links.key.name(Purpose::Finding, b"x")
        };
        assert_eq!(name(), name());
        assert_eq!(key_file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        for wrong in ["", "abcd", &"g".repeat(64), &"0".repeat(66), "éé"] {
            std::fs::write(&key_file, wrong).unwrap();
            let error = settings.links(NoKeyYet::Make).unwrap_err().to_string();
            assert!(error.contains("UNISSON_KEY_FILE") && error.contains("openssl"), "{error}");
        }
    }

    #[test]
    fn an_address_for_links_is_checked() {
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("unisson.key");
        let settings = LinkSettings { public_url: Some("rdv.exemple.fr".to_owned()), key_file, proxies: 0 };
        let error = settings.links(NoKeyYet::Make).unwrap_err().to_string();
        assert!(error.contains("UNISSON_PUBLIC_URL") && error.contains("https://"), "{error}");
    }
}
