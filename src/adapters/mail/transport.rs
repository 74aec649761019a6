//! How mail leaves, and what may have become of it when it did not.

use std::fmt;
use std::io;

use thiserror::Error;

use super::folder::MailFolder;
use super::message::Mail;
use super::smtp::Smtp;

/// The way out.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Files in a folder: demonstrations and tests.
    Folder(MailFolder),
    /// A relay.
    Smtp(Smtp),
}

impl Transport {
    /// Hands `mail` over. `Ok` means the relay (or the disk) has taken it in charge.
    ///
    /// # Errors
    /// [`SendError`] tells whether to try again: yes when temporary, no when permanent; when unknown it may have left
    /// already, and a second sending has the same Message-ID and the same UID and SEQUENCE inside.
    pub async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        match self {
            Self::Folder(folder) => folder.keep(mail).await,
            Self::Smtp(smtp) => smtp.send(mail).await,
        }
    }
}

/// Why a mail did not leave for sure. Never quotes the relay: its answers repeat addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SendError {
    /// Refused for good, for this recipient or this content.
    #[error("refused for good: {0}")]
    Permanent(Cause),
    /// Not taken in charge; may be tried again.
    #[error("not sent, may be tried again: {0}")]
    Temporary(Cause),
    /// The content was sent and its acknowledgement did not come: taken in charge or not, nobody knows.
    #[error("sent without an acknowledgement: {0}")]
    Unknown(Cause),
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Cause {
    /// The relay answered no, with this reply code (RFC 5321 section 4.2).
    #[error("the relay answered {code} to {stage}")]
    Answer {
        /// What it answered to.
        stage: Stage,
        /// 400 to 599.
        code: u16,
    },
    /// The connection failed or was lost, TLS included, or the answer made no sense.
    #[error("connection lost at {0}")]
    Lost(Stage),
    /// Nothing came in time.
    #[error("no answer in time to {0}")]
    Late(Stage),
    /// The folder could not be written.
    #[error("the mail folder failed: {0}")]
    Folder(io::ErrorKind),
}

/// How far a session with the relay came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Connection and greeting.
    Connect,
    /// STARTTLS.
    Encrypt,
    /// AUTH.
    SignIn,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA, before any content.
    Data,
    /// The content, up to the answer to its final dot.
    Content,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "the connection",
            Self::Encrypt => "STARTTLS",
            Self::SignIn => "AUTH",
            Self::Sender => "MAIL",
            Self::Recipient => "RCPT",
            Self::Data => "DATA",
            Self::Content => "the content",
        })
    }
}
