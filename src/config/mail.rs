//! Settings of mail: the relay, the sender, incoming mail, DKIM.

use std::net::SocketAddr;
use std::num::NonZeroU8;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// How the connection to the relay is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmtpEncryption {
    /// STARTTLS or nothing is sent (usually port 587)
    Starttls,
    /// TLS from the first byte (usually port 465)
    Tls,
    /// None: only for a relay on the same machine
    None,
}

/// How mail is sent and received.
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
    /// Host name of the SMTP relay; mails are sent through it when set
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
    /// Encryption of the connection to the relay: `starttls` (or nothing is sent), `tls`, `none` (for a relay on the
    /// same machine)
    #[arg(long, env = "UNISSON_SMTP_ENCRYPTION", help_heading = "smtp", value_enum, default_value_t = SmtpEncryption::Starttls)]
    pub smtp_encryption: SmtpEncryption,
    /// User name at the relay, when it wants one
    #[arg(long, env = "UNISSON_SMTP_USER", help_heading = "smtp", value_name = "NAME")]
    pub smtp_user: Option<String>,
    /// File that holds the password at the relay
    #[arg(long, env = "UNISSON_SMTP_PASSWORD_FILE", help_heading = "smtp", value_name = "FILE")]
    pub smtp_password_file: Option<PathBuf>,
    /// How many connections to the relay each replica may have at once; after a crash as many mails at most are in doubt
    #[arg(
        long,
        env = "UNISSON_SMTP_CONNECTIONS",
        help_heading = "smtp",
        value_name = "COUNT",
        default_value = "1"
    )]
    pub smtp_connections: NonZeroU8,
    /// Address of the sender
    #[arg(
        long,
        env = "UNISSON_MAIL_FROM",
        help_heading = "mail",
        value_name = "ADDRESS",
        default_value = "rendez-vous@unisson.example"
    )]
    pub mail_from: String,
    /// Display name of the sender
    #[arg(
        long,
        env = "UNISSON_MAIL_FROM_NAME",
        help_heading = "mail",
        value_name = "NAME",
        default_value = "Vos rendez-vous"
    )]
    pub mail_from_name: String,
    /// Maildir in which a relay delivers what is sent to the sender's address: delivery reports and calendar answers; the
    /// relay must deliver `NAME+anything@DOMAIN` there too (subaddressing)
    #[arg(long, env = "UNISSON_MAIL_MAILDIR", help_heading = "mail", value_name = "FOLDER")]
    pub mail_maildir: Option<PathBuf>,
    /// Address and port at which a relay delivers the same over LMTP, instead of a maildir; keep it off the public network
    #[arg(long, env = "UNISSON_MAIL_LMTP_LISTEN", help_heading = "mail", value_name = "ADDRESS:PORT")]
    pub mail_lmtp_listen: Option<SocketAddr>,
    /// The `authserv-id` under which your relay writes `Authentication-Results` (RFC 8601): calendar answers then count
    /// only when it confirms that they come from the domain of their author; it must remove results that others wrote
    /// under its name
    #[arg(long, env = "UNISSON_MAIL_TRUSTED_AUTHSERV_ID", help_heading = "mail", value_name = "NAME")]
    pub mail_trusted_authserv_id: Option<String>,
    /// Selector of the key that signs mails (DKIM) for the domain of the sender's address: its public half is in the DNS
    /// at `SELECTOR._domainkey.DOMAIN`; not needed when the relay signs
    #[arg(long, env = "UNISSON_DKIM_SELECTOR", help_heading = "dkim", value_name = "SELECTOR")]
    pub dkim_selector: Option<String>,
    /// File that holds the private RSA key that signs mails, in PEM (`openssl genrsa -out FILE 2048`)
    #[arg(long, env = "UNISSON_DKIM_KEY_FILE", help_heading = "dkim", value_name = "FILE")]
    pub dkim_key_file: Option<PathBuf>,
}

impl MailSettings {
    /// The mail folder, when mail is kept there for want of a relay.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        self.smtp_host.is_none().then(|| self.mail_folder.clone())
    }
}
