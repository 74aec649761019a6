//! SMTP sessions (RFC 5321), driven command by command, so that it is known what a failure leaves behind.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use thiserror::Error;
use tokio::time::timeout;

use domain::secret::Secret;

use super::send_error::{Cause, SendError, Stage};
use crate::formats::email::Mail;
use crate::formats::mail_address::HostName;

/// A relay may take ten minutes to answer the final dot; hanging up earlier makes duplicates (RFC 5321 4.5.3.2.6).
const FINAL_ANSWER: Duration = Duration::from_mins(10);
/// How long to wait for an answer to QUIT, which decides nothing any more.
const GOODBYE: Duration = Duration::from_secs(5);

/// How the connection is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encryption {
    /// STARTTLS, or nothing is sent: usually port 587.
    #[default]
    StartTls,
    /// TLS from the first byte: usually port 465.
    Implicit,
    /// None: for a relay on the same machine.
    None,
}

/// Name and password at the relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Name.
    pub user: String,
    /// Password.
    pub password: Secret,
}

/// Where and how to hand mail over.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// Name or address of the relay; its certificate must be for it.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub encryption: Encryption,
    /// Who we are to the relay, when it asks.
    pub login: Option<Login>,
    /// The name we greet with.
    pub hello: HostName,
    /// Longest wait for each answer, the last one apart.
    pub patience: Duration,
}

/// The settings cannot work.
#[derive(Debug, Error)]
pub enum SmtpSetupError {
    /// A password would cross the network in the clear.
    #[error("a login at the relay needs an encrypted connection")]
    LoginInTheClear,
    /// The host is not one TLS can check.
    #[error("TLS cannot be prepared for the relay")]
    Tls(#[source] SmtpError),
}

/// A relay.
#[derive(Clone)]
pub struct Smtp {
    settings: SmtpSettings,
    tls: Option<TlsParameters>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Smtp").field(&self.settings).finish()
    }
}

impl Smtp {
    /// The relay of `settings`. Connects to nothing yet.
    ///
    /// # Errors
    /// [`SmtpSetupError`].
    pub fn new(settings: SmtpSettings) -> Result<Self, SmtpSetupError> {
        let tls = match settings.encryption {
            Encryption::None if settings.login.is_some() => return Err(SmtpSetupError::LoginInTheClear),
            Encryption::None => None,
            Encryption::StartTls | Encryption::Implicit => {
                Some(TlsParameters::new(settings.host.clone()).map_err(SmtpSetupError::Tls)?)
            }
        };
        Ok(Self { settings, tls })
    }

    /// Greets the relay, encrypts and signs in as for a mail, and hands nothing over.
    ///
    /// # Errors
    /// Temporary when the relay cannot be reached, encrypts not or lets us not in.
    pub async fn probe(&self) -> Result<(), SendError> {
        self.connect().await?.end().await;
        Ok(())
    }

    /// Greets the relay, encrypts and signs in.
    ///
    /// # Errors
    /// Temporary: also a 5xx to our greeting or login is a fault of the settings, so that mending them lets the queue go.
    pub(super) async fn connect(&self) -> Result<Session, SendError> {
        let Self { settings, tls } = self;
        let patience = settings.patience;
        let hello = ClientId::Domain(settings.hello.as_str().to_owned());
        let (at_once, later) = match settings.encryption {
            Encryption::Implicit => (tls.clone(), None),
            Encryption::StartTls => (None, tls.clone()),
            Encryption::None => (None, None),
        };
        let server = (settings.host.as_str(), settings.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(patience), &hello, at_once, None);
        let connection = step(patience, Stage::Connect, connecting).await?;
        let mut session = Session { connection, patience };
        if let Some(tls) = later {
            session.step(Stage::Encrypt, async |it| it.starttls(tls, &hello).await).await?;
        }
        if let Some(Login { user, password }) = &settings.login {
            let credentials = Credentials::new(user.clone(), password.expose().to_owned());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            session.step(Stage::SignIn, async |it| it.auth(&mechanisms, &credentials).await).await?;
        }
        Ok(session)
    }
}

/// A conversation with a relay, for one mail after the other.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    patience: Duration,
}

impl Session {
    /// Hands `mail` over. After an error the session is good for nothing more.
    ///
    /// # Errors
    /// Permanent when the relay refuses the recipient or the content with a 5xx; unknown when the content was sent
    /// and its acknowledgement is missing; temporary otherwise, also when a 5xx refuses our sender address: that is a fault
    /// of the settings, not of the mail.
    pub(super) async fn transfer(&mut self, mail: &Mail) -> Result<(), SendError> {
        let from = MailFrom::new(Some(mail.from().to_lettre()), Vec::new());
        self.step(Stage::Sender, async |it| it.command(from).await).await?;
        let to = Rcpt::new(mail.to().to_lettre(), Vec::new());
        self.step(Stage::Recipient, async |it| it.command(to).await).await?;
        self.step(Stage::Data, async |it| it.command(Data).await).await?;
        // ASCII, so nothing is lost.
        let text = String::from_utf8_lossy(mail.bytes());
        match timeout(FINAL_ANSWER, self.connection.command(Content(&text))).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(verdict(Stage::Content, &error)),
            Err(_) => Err(SendError::Unknown(Cause::Late(Stage::Content))),
        }
    }

    /// Says goodbye. Polite, and no more: whatever comes back changes nothing.
    pub(super) async fn end(mut self) {
        let _ = timeout(GOODBYE, self.connection.abort()).await;
    }

    async fn step<T>(
        &mut self,
        stage: Stage,
        step: impl AsyncFnOnce(&mut AsyncSmtpConnection) -> Result<T, SmtpError>,
    ) -> Result<T, SendError> {
        self::step(self.patience, stage, step(&mut self.connection)).await
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(..)")
    }
}

/// The content of a mail and its final dot in one piece, a line that begins with a dot with another before it (RFC 5321
/// section 4.5.2). lettre writes them in two pieces, of which TCP holds the second back until the first is acknowledged:
/// 40 ms for each mail.
struct Content<'a>(&'a str);

impl fmt::Display for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.0.split_inclusive("\r\n") {
            if line.starts_with('.') {
                f.write_str(".")?;
            }
            f.write_str(line)?;
        }
        f.write_str(if self.0.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" })
    }
}

/// One step of a session: how it ended, within `patience`.
async fn step<T>(
    patience: Duration,
    stage: Stage,
    step: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, SendError> {
    match timeout(patience, step).await {
        Ok(done) => done.map_err(|error| verdict(stage, &error)),
        Err(_) => Err(SendError::Temporary(Cause::Late(stage))),
    }
}

/// What a failure at `stage` leaves behind.
fn verdict(stage: Stage, error: &SmtpError) -> SendError {
    match error.status().map(u16::from) {
        // 530, 535, 538: the relay wants a login or TLS, whatever it was asked (RFC 4954 section 6).
        Some(code) if (500..600).contains(&code) && !matches!(code, 530 | 535 | 538) => {
            let cause = Cause::Answer { stage, code };
            match (stage, code, subject(error)) {
                // 5.7.x: the relay does not carry for us (RFC 3463 section 3.8), to nobody.
                (Stage::Recipient, _, Some(7)) => SendError::Temporary(cause),
                (Stage::Recipient, 550 | 551 | 553 | 556, None | Some(1 | 4)) => {
                    SendError::Permanent(Cause::NoMailbox(code))
                }
                (Stage::Recipient | Stage::Data | Stage::Content, ..) => SendError::Permanent(cause),
                _ => SendError::Temporary(cause),
            }
        }
        Some(code) => SendError::Temporary(Cause::Answer { stage, code }),
        None if stage == Stage::Content => SendError::Unknown(Cause::Lost(stage)),
        None => SendError::Temporary(Cause::Lost(stage)),
    }
}

/// What a refusal is about, when it says so: the middle of its enhanced status code (RFC 2034 section 4), 1 for the address,
/// 4 for the way there, 7 for a policy.
fn subject(error: &SmtpError) -> Option<u16> {
    let said = error.source()?.to_string();
    let mut parts = said.split_whitespace().next()?.split('.').map(str::parse);
    match (parts.next()?, parts.next()?, parts.next()?) {
        (Ok(5), Ok(subject), Ok::<u16, _>(_)) => Some(subject),
        _ => None,
    }
}
