//! Settings: from the command line or the environment, checked before anything starts.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use thiserror::Error;

use crate::adapters::mail::{
    Dkim, DkimKeyError, Encryption, Login, MailFolder, Secret, Service, Smtp, SmtpSettings, SmtpSetupError,
    Transport,
};
use crate::adapters::mailbox::{Address, HostName, Mailbox};
use crate::jobs::send_messages::Mailer;
use crate::web::api::Api;
use crate::web::api::token::{BadKeys, Keys};

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

/// Who may call the API, and how often.
#[derive(Args, Clone, Debug)]
pub struct TokenSettings {
    /// File that holds the keys of the API's tokens (`unisson token --new-key FILE` makes it)
    #[arg(long, env = "UNISSON_TOKEN_KEY_FILE")]
    pub token_key_file: Option<PathBuf>,
}

impl TokenSettings {
    /// The keys; none when no file is named.
    ///
    /// # Errors
    /// [`ConfigError::TokenFile`], [`ConfigError::TokenKey`].
    pub fn keys(&self) -> Result<Option<Keys>, ConfigError> {
        let Some(path) = &self.token_key_file else { return Ok(None) };
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::TokenFile { path: path.clone(), source })?;
        let keys = Keys::parse(&text);
        keys.map(Some).map_err(|source| ConfigError::TokenKey { path: path.clone(), source })
    }
}

/// How often the API may be called.
#[derive(Args, Clone, Debug)]
pub struct ApiSettings {
    #[command(flatten)]
    tokens: TokenSettings,
    /// How many calls a minute each client of the API may make
    #[arg(long, env = "UNISSON_API_CALLS_PER_MINUTE", default_value = "1200")]
    pub api_calls_per_minute: NonZeroU32,
}

impl ApiSettings {
    /// What the API needs.
    ///
    /// # Errors
    /// As [`TokenSettings::keys`].
    pub fn api(&self) -> Result<Api, ConfigError> {
        Ok(Api::new(self.tokens.keys()?, self.api_calls_per_minute))
    }
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
    /// The file of token keys cannot be read.
    #[error("UNISSON_TOKEN_KEY_FILE {path}: {source}")]
    TokenFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file of token keys holds none that is good.
    #[error("UNISSON_TOKEN_KEY_FILE {path}: {source}")]
    TokenKey {
        /// The file.
        path: PathBuf,
        /// Why.
        source: BadKeys,
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
