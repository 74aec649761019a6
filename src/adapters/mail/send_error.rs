//! Why an email was not sent, and what that leaves behind.

use std::fmt;
use std::io;

use thiserror::Error;

/// Why an email was not certainly sent. Never quotes the relay: its responses repeat addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SendError {
    /// Refused permanently, for this recipient or this content.
    #[error("refused for good: {0}")]
    Permanent(Cause),
    /// Not accepted; may be retried.
    #[error("not sent, may be tried again: {0}")]
    Temporary(Cause),
    /// The content was sent and its acknowledgement did not come: whether it was accepted is unknown.
    #[error("sent without an acknowledgement: {0}")]
    Unknown(Cause),
}

impl SendError {
    /// Whether a relay has ended the session rather than answered about the mail: the connection is lost, or 421, before any
    /// content (RFC 5321 section 3.8); or it refuses to begin another mail in it.
    pub(super) const fn is_end_of_session(self) -> bool {
        matches!(
            self,
            Self::Temporary(
                Cause::Lost(Stage::Sender | Stage::Recipient | Stage::Data)
                    | Cause::Answer { stage: Stage::Sender, .. }
                    | Cause::Answer { stage: Stage::Recipient | Stage::Data, code: 421 }
            )
        )
    }
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
    /// The relay says that nobody has that address (RFC 5321 section 4.2.3), with this reply code.
    #[error("the relay answered {0}: nobody has that address")]
    NoMailbox(u16),
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
