//! Why nobody is notified of a slot that became free.

use thiserror::Error;

use crate::actions::kit::error::{ErrorKind, LoadError, Noun, UseCaseError, from_cause};
use crate::actions::kit::retry::{Crowded, retryable};
use crate::store::StoreError;

/// Why those who wait are not notified.
#[derive(Debug, Error)]
pub enum WaitlistError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// Others were always faster.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(LoadError => WaitlistError { NotFound(noun), Store(error) });
retryable!(WaitlistError);

impl UseCaseError for WaitlistError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::Crowded(_) => ErrorKind::Crowded,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "unknown",
            Self::Crowded(_) => "crowded",
            Self::Store(_) => "database",
        }
    }
}
