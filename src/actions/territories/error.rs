//! Why a document is not taken over.

use domain::fault::Fault;
use thiserror::Error;

use crate::actions::kit::error::{ErrorKind, LoadError, Noun, UseCaseError, from_cause};
use crate::actions::kit::retry::{Crowded, retryable};
use crate::store::StoreError;

/// Why a document with a territory or with referrals is not taken over.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The document has faults; nothing was stored.
    #[error("the document has {} fault(s); nothing was stored", .0.len())]
    Faults(Vec<Fault>),
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

from_cause!(LoadError => ImportError { NotFound(noun), Store(error) });
retryable!(ImportError);

impl UseCaseError for ImportError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::Faults(faults) => ErrorKind::WrongDocument(faults),
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::Crowded(_) => ErrorKind::Crowded,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Faults(_) => "faults",
            Self::NotFound(_) => "unknown",
            Self::Crowded(_) => "crowded",
            Self::Store(_) => "database",
        }
    }
}
