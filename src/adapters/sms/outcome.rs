//! The outcome of sending an SMS.

use std::io;
use std::time::Duration;

use thiserror::Error;

/// What became of a short message that was handed over, or was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The provider has it.
    Accepted {
        /// Which provider.
        provider: &'static str,
        /// Its names for the parts, by which receipts come; none when it gives none.
        references: Vec<String>,
    },
    /// It did not leave; it may be tried again, after that time when the provider named one.
    Temporary {
        /// Why.
        cause: Cause,
        /// Not before.
        after: Option<Duration>,
    },
    /// The provider takes no more for a while: nothing is wrong with the message, and it was no try.
    Throttled {
        /// Not before.
        after: Duration,
    },
    /// Refused for good, for this number or this text.
    Permanent(Cause),
    /// It was given away and nobody said that it arrived: it may have left.
    Unknown(Cause),
}

impl Outcome {
    /// Not sent, may be tried again whenever one likes.
    #[must_use]
    pub const fn temporary(cause: Cause) -> Self {
        Self::Temporary { cause, after: None }
    }
}

/// What happened. Never quotes a provider: its answers repeat numbers and texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Cause {
    /// No connection.
    #[error("the provider cannot be reached")]
    Unreachable,
    /// A connection, and no TLS over it.
    #[error(
        "no protected connection to the provider: its certificate is not to be trusted, or it speaks no TLS"
    )]
    Unprotected,
    /// It does not let us in: name, password, key or address are wrong.
    #[error("the provider does not let us in (status {0}): see the settings of short messages")]
    NotLetIn(u32),
    /// It answered no, with this status (SMPP 3.4 section 5.1.3, or HTTP).
    #[error("the provider answered no, status {0}")]
    Refused(u32),
    /// It answered that nobody is at that number, with this status.
    #[error("the provider answered that there is no such number, status {0}")]
    NoSuchNumber(u32),
    /// The connection was lost.
    #[error("the connection was lost before an answer")]
    Lost,
    /// No answer in time.
    #[error("no answer in time")]
    Late,
    /// The answer made no sense.
    #[error("the answer of the provider makes no sense")]
    Nonsense,
    /// One part of a long message left, another did not.
    #[error("one part of the message left, another did not")]
    PartLeft,
    /// The service is stopping.
    #[error("the service is stopping")]
    Stopping,
    /// It cannot be written in the form the provider wants.
    #[error("the message cannot be written in the form the provider wants")]
    Unwritable,
    /// The folder could not be written.
    #[error("the folder of short messages failed: {0}")]
    Folder(io::ErrorKind),
}
