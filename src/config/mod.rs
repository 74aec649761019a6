//! Settings: from the command line, the environment or `unisson.toml`, in this order, checked before anything starts.
//!
//! A setting is one field below: its name, its variable, its default and its words stand there and nowhere else.
//! `help_heading` is its table in the file, its name without that word its key (`keys`). The file is read by `file`;
//! the documented example and the table of the README are written by `docs`.

pub mod docs;
mod file;
pub mod keys;
mod links;
mod secrets;
mod sms;
mod sso;

use std::net::SocketAddr;
use std::num::{NonZeroU8, NonZeroU32};
use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderName;
use clap::{Args, ValueEnum};
use thiserror::Error;

use crate::adapters::mail::{Encryption, Login, MailFolder, Smtp, SmtpSettings, SmtpSetupError, Transport};
use crate::adapters::maildir::Maildir;
use crate::formats::email::{Dkim, DkimKeyError, Service};
use crate::formats::mail_address::{Address, HostName, Mailbox};
use crate::jobs::receive_mail::{Inbox, Own};
use crate::jobs::send_messages::Mailer;
use crate::web::api::Api;
use crate::web::api::token::{BadKeys, Keys};
use domain::secret::Secret;

pub use file::{Fault as FileFault, find, with_file};
pub use links::{LinkSettings, NoKeyYet};
pub use secrets::DatabaseUrl;
pub use sms::{Line, SmppProtection, SmsError, SmsProvider, SmsReplies, SmsSettings};
pub use sso::OidcSettings;

/// Where the other settings stand.
#[derive(Args, Clone, Debug)]
pub struct FileSettings {
    /// File with settings; `unisson.toml` of the working directory when there is one
    #[arg(long, env = "UNISSON_CONFIG", value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

/// The database when none is named: a file in the working directory.
pub const DEFAULT_DATABASE_URL: &str = "sqlite://unisson.db";

/// Where data is kept.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "database")]
pub struct DatabaseSettings {
    /// The database: `sqlite://FILE` or `postgres://USER@HOST/NAME`; a password in it only from the environment
    #[arg(
        long,
        env = "DATABASE_URL",
        value_name = "URL",
        default_value = DEFAULT_DATABASE_URL,
        hide_env_values = true,
        global = true
    )]
    pub database_url: DatabaseUrl,
    /// File that holds the password of PostgreSQL
    #[arg(long, env = "UNISSON_DATABASE_PASSWORD_FILE", value_name = "FILE", global = true)]
    pub database_password_file: Option<PathBuf>,
}

/// What is logged.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "log")]
pub struct LogSettings {
    /// How much is logged, as JSON on standard error; it never holds names, addresses or what a person sent
    #[arg(
        long,
        env = "RUST_LOG",
        value_name = "FILTER",
        default_value = "warn,unisson=info,rrule=error",
        value_parser = log_filter,
        global = true
    )]
    pub log_filter: String,
}

fn log_filter(text: &str) -> Result<String, String> {
    let read = tracing_subscriber::EnvFilter::builder().parse(text);
    read.map(|_| text.to_owned()).map_err(|error| format!("{error}; write for example `warn,unisson=info`"))
}

/// Where pages are served.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "serve")]
pub struct ListenSettings {
    /// Address and port of the pages
    #[arg(long, env = "UNISSON_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// How requests come and go.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "serve")]
pub struct FrontSettings {
    /// Header in which a proxy of yours gives each request its name for the log; without it every request is named
    /// here, whatever it brings
    #[arg(long, env = "UNISSON_REQUEST_ID_HEADER", value_name = "HEADER")]
    pub request_id_header: Option<HeaderName>,
    /// Seconds between SIGTERM and the end of new connections, during which `/health/ready` answers 503, so that
    /// whoever shares the requests out looks elsewhere
    #[arg(long, env = "UNISSON_DRAIN_SECONDS", value_name = "SECONDS", default_value_t = 3)]
    pub drain_seconds: u16,
}

/// Who may read the numbers.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "metrics")]
pub struct MetricsSettings {
    /// Address and port on which Prometheus reads `/metrics`; nowhere when it is not set; keep it from strangers
    #[arg(long, env = "UNISSON_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<SocketAddr>,
}

/// Who may call the API, and how often.
#[derive(Args, Clone, Debug)]
pub struct TokenSettings {
    /// File that holds the keys that sign and check the tokens of the API, one a line, the first one signs
    /// (`unisson token --new-key FILE` makes it); every call is refused without
    #[arg(long, env = "UNISSON_TOKEN_KEY_FILE", help_heading = "api", value_name = "FILE")]
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
    /// The keys of tokens.
    #[command(flatten)]
    pub tokens: TokenSettings,
    /// How many calls a minute each client of the API may make to one replica
    #[arg(
        long,
        env = "UNISSON_API_CALLS_PER_MINUTE",
        help_heading = "api",
        value_name = "CALLS",
        default_value = "1200"
    )]
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

/// What territories supply.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "media")]
pub struct MediaSettings {
    /// Folder of files that territories supply, read at the start: `TERRITORY/logo.svg` (or png, 16 kB),
    /// `TERRITORY/sites/SITE.jpg` (or png, webp, 64 kB), `TERRITORY/audio/LANGUAGE/SCREEN.opus` (or mp3, 96 kB);
    /// every screen stands in docs/media.md
    #[arg(long, env = "UNISSON_MEDIA_FOLDER", value_name = "FOLDER")]
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
    /// Folder where mails are kept when there is no relay; the page `/outbox` lists them, on a loopback address only
    #[arg(
        long,
        env = "UNISSON_MAIL_FOLDER",
        help_heading = "mail",
        value_name = "FOLDER",
        default_value = "outbox"
    )]
    pub mail_folder: PathBuf,
    /// Host name of the SMTP relay; mails leave through it when set
    #[arg(long, env = "UNISSON_SMTP_HOST", help_heading = "smtp", value_name = "HOST")]
    pub smtp_host: Option<String>,
    /// Port of the relay
    #[arg(
        long,
        env = "UNISSON_SMTP_PORT",
        help_heading = "smtp",
        value_name = "PORT",
        default_value_t = 587
    )]
    pub smtp_port: u16,
    /// Protection of the connection to the relay: `starttls` (or nothing is sent), `tls`, `none` (for a relay on the
    /// same machine)
    #[arg(long, env = "UNISSON_SMTP_PROTECTION", help_heading = "smtp", value_enum, default_value_t = SmtpProtection::Starttls)]
    pub smtp_protection: SmtpProtection,
    /// Name at the relay, when it wants one
    #[arg(long, env = "UNISSON_SMTP_USER", help_heading = "smtp", value_name = "NAME")]
    pub smtp_user: Option<String>,
    /// File that holds the password at the relay
    #[arg(long, env = "UNISSON_SMTP_PASSWORD_FILE", help_heading = "smtp", value_name = "FILE")]
    pub smtp_password_file: Option<PathBuf>,
    /// How many connections to the relay each replica may have at once; after a crash so many mails at most are in doubt
    #[arg(
        long,
        env = "UNISSON_SMTP_CONNECTIONS",
        help_heading = "smtp",
        value_name = "COUNT",
        default_value = "1"
    )]
    pub smtp_connections: NonZeroU8,
    /// Address mails come from
    #[arg(
        long,
        env = "UNISSON_MAIL_FROM",
        help_heading = "mail",
        value_name = "ADDRESS",
        default_value = "rendez-vous@unisson.example"
    )]
    pub mail_from: String,
    /// Name mails come from
    #[arg(
        long,
        env = "UNISSON_MAIL_NAME",
        help_heading = "mail",
        value_name = "NAME",
        default_value = "Vos rendez-vous"
    )]
    pub mail_name: String,
    /// Maildir into which a relay puts what comes back to the address mails come from: reports on mails that could not be
    /// delivered, and answers of calendars; the relay must deliver `NAME+anything@DOMAIN` there too (address extensions)
    #[arg(long, env = "UNISSON_MAIL_MAILDIR", help_heading = "mail", value_name = "FOLDER")]
    pub mail_maildir: Option<PathBuf>,
    /// Address and port at which a relay hands the same over by LMTP, in the place of a maildir; keep it from strangers
    #[arg(long, env = "UNISSON_MAIL_LMTP_LISTEN", help_heading = "mail", value_name = "ADDRESS:PORT")]
    pub mail_lmtp_listen: Option<SocketAddr>,
    /// Name by which your relay signs what it found (`authserv-id` of `Authentication-Results`, RFC 8601): answers of
    /// calendars then count only when it says that they come from the domain of their author; it must take away what
    /// others wrote in its name
    #[arg(long, env = "UNISSON_MAIL_TRUSTED_AUTHSERV_ID", help_heading = "mail", value_name = "NAME")]
    pub mail_trusted_authserv_id: Option<String>,
    /// Name of the key that signs mails (DKIM) for the domain of the address mails come from: its public half stands
    /// in the DNS at `SELECTOR._domainkey.DOMAIN`; not needed when the relay signs
    #[arg(long, env = "UNISSON_DKIM_SELECTOR", help_heading = "dkim", value_name = "SELECTOR")]
    pub dkim_selector: Option<String>,
    /// File that holds the private RSA key that signs mails, in PEM (`openssl genrsa -out FILE 2048`)
    #[arg(long, env = "UNISSON_DKIM_KEY_FILE", help_heading = "dkim", value_name = "FILE")]
    pub dkim_key_file: Option<PathBuf>,
}

/// What a running service needs beside its database.
#[derive(Args, Clone, Debug)]
pub struct ServiceSettings {
    /// Where pages are served.
    #[command(flatten)]
    pub listen: ListenSettings,
    /// How mail leaves.
    #[command(flatten)]
    pub mail: MailSettings,
    /// How short messages leave.
    #[command(flatten)]
    pub sms: SmsSettings,
    /// Who may call the API, and how often.
    #[command(flatten)]
    pub api: ApiSettings,
    /// How requests come and go.
    #[command(flatten)]
    pub front: FrontSettings,
    /// Who may read the numbers.
    #[command(flatten)]
    pub metrics: MetricsSettings,
    /// What territories supply.
    #[command(flatten)]
    pub media: MediaSettings,
    /// Who signs people in beside us.
    #[command(flatten)]
    pub oidc: OidcSettings,
}

/// A setting that cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file of settings has faults.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    File(Vec<FileFault>),
    /// The database's password file cannot be read.
    #[error("UNISSON_DATABASE_PASSWORD_FILE {path}: {source}")]
    DatabasePassword {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The password has no place in the address.
    #[error("UNISSON_DATABASE_PASSWORD_FILE: {0}")]
    NoPlaceForPassword(&'static str),
    /// Not an address.
    #[error("UNISSON_MAIL_FROM: {0}")]
    From(#[from] crate::formats::mail_address::NotAnAddress),
    /// The address has no host that can name messages.
    #[error("UNISSON_MAIL_FROM: {0}")]
    Host(#[from] crate::formats::mail_address::NotAHost),
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
    /// The maildir cannot be used.
    #[error("UNISSON_MAIL_MAILDIR {path}: {source}")]
    Maildir {
        /// The folder.
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
    PublicUrl(#[from] crate::keys::NotAnAddress),
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
    /// Short messages cannot leave as set.
    #[error(transparent)]
    Sms(#[from] SmsError),
    /// The identity provider could be anybody.
    #[error("UNISSON_OIDC_ISSUER: write an https address, exactly as the identity provider calls itself")]
    OidcIssuer,
    /// Nobody would find back.
    #[error("UNISSON_OIDC_ISSUER needs UNISSON_PUBLIC_URL: the identity provider sends people back there")]
    OidcNeedsUrl,
    /// A provider without a name or a secret of the service there.
    #[error("UNISSON_OIDC_ISSUER, UNISSON_OIDC_CLIENT_ID and UNISSON_OIDC_CLIENT_SECRET_FILE go together")]
    HalfAProvider,
    /// The file of the secret cannot be read.
    #[error("UNISSON_OIDC_CLIENT_SECRET_FILE {path}: {source}")]
    OidcSecret {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The identity provider cannot be used as set.
    #[error("UNISSON_OIDC_ISSUER: {0}")]
    Oidc(#[from] crate::adapters::sso::SsoError),
    /// The relay cannot be used as set.
    #[error("SMTP: {0}")]
    Smtp(#[from] SmtpSetupError),
}

/// How long to wait for an answer of the relay.
const PATIENCE: Duration = Duration::from_secs(30);

impl DatabaseSettings {
    /// The whole address of the database, its password put in.
    ///
    /// # Errors
    /// [`ConfigError`] naming the setting.
    pub fn url(&self) -> Result<DatabaseUrl, ConfigError> {
        let Some(path) = &self.database_password_file else { return Ok(self.database_url.clone()) };
        let failed = |source| ConfigError::DatabasePassword { path: path.clone(), source };
        let password = std::fs::read_to_string(path).map_err(failed)?;
        let whole = self.database_url.with_password(password.trim_end_matches(['\r', '\n']));
        whole.map_err(ConfigError::NoPlaceForPassword)
    }
}

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
        let reads_returns = self.mail_maildir.is_some() || self.mail_lmtp_listen.is_some();
        let service = Service { from: sender.clone(), reply_to: sender, host, dkim, reads_returns };
        Ok(Mailer { transport, service })
    }

    /// Where mail comes in.
    ///
    /// # Errors
    /// [`ConfigError`] naming the setting.
    pub fn inbox(&self) -> Result<Inbox, ConfigError> {
        let maildir = self.mail_maildir.as_ref().map(|path| {
            Maildir::new(path).map_err(|source| ConfigError::Maildir { path: path.clone(), source })
        });
        let authority = self.mail_trusted_authserv_id.clone();
        let own = Own { address: Address::parse(&self.mail_from)?, authority };
        Ok(Inbox { maildir: maildir.transpose()?, listen: self.mail_lmtp_listen, own })
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
    use crate::keys::Purpose;

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
            links.key.name(Purpose::Lookup, b"x")
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
