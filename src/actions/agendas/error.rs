//! Why an agenda is not changed.

use thiserror::Error;

use crate::actions::kit::error::{ErrorKind, IdempotencyError, Noun, UseCaseError, from_cause};
use crate::actions::kit::retry::{Crowded, retryable};
use crate::store::StoreError;

/// Why an absence or a calendar is not written to an agenda.
#[derive(Debug, Error)]
pub enum AgendaError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// The idempotency key was used for another request.
    #[error("this idempotency key was used for another request")]
    KeyReused,
    /// Others were always faster.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(IdempotencyError => AgendaError { KeyReused, Store(error) });
retryable!(AgendaError);

impl UseCaseError for AgendaError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::KeyReused => ErrorKind::KeyReused,
            Self::Crowded(_) => ErrorKind::Crowded,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "unknown",
            Self::KeyReused => "key_reused",
            Self::Crowded(_) => "crowded",
            Self::Store(_) => "database",
        }
    }
}
