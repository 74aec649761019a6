//! Why a use case of messages is not done.

use thiserror::Error;

use crate::actions::appointments::error::AppointmentError;
use crate::actions::invitations::error::LinkError;
use crate::actions::kit::error::{ErrorKind, LoadError, Noun, Setting, UseCaseError, from_cause};
use crate::actions::kit::retry::{Crowded, retryable};
use crate::store::StoreError;

/// Why a message is not sent, retried or received.
#[derive(Debug, Error)]
pub enum MessageError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// A setting is missing.
    #[error("{0}")]
    MissingSetting(Setting),
    /// Only a message that failed or is in doubt is retried or given up by hand.
    #[error("this message has neither failed nor is it in doubt")]
    NotStuck,
    /// The recipient would read an older message after a newer one.
    #[error("a later message to the same recipient says more: drop this one")]
    Overtaken,
    /// Nobody could be put in the place of a professional who declined.
    #[error(transparent)]
    Replacement(#[from] AppointmentError),
    /// Others were always faster.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(LoadError => MessageError { NotFound(noun), Store(error) });
from_cause!(LinkError => MessageError { Crowded(error), Store(error) });
retryable!(MessageError);

impl UseCaseError for MessageError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::MissingSetting(setting) => ErrorKind::MissingSetting(*setting),
            Self::NotStuck | Self::Overtaken => ErrorKind::Conflict,
            Self::Replacement(error) => error.kind(),
            Self::Crowded(_) => ErrorKind::Crowded,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "unknown",
            Self::MissingSetting(_) => "no_key",
            Self::NotStuck => "message_not_stuck",
            Self::Overtaken => "message_overtaken",
            Self::Replacement(error) => error.word(),
            Self::Crowded(_) => "crowded",
            Self::Store(_) => "database",
        }
    }
}
