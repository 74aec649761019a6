//! Why a use case of callbacks is not done.

use thiserror::Error;

use crate::actions::kit::error::{ErrorKind, LoadError, Noun, UseCaseError, from_cause};
use crate::store::StoreError;

/// Why a call is not promised or settled.
#[derive(Debug, Error)]
pub enum CallbackError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// The referral was closed, or its beneficiary has been received already.
    #[error("this referral is closed")]
    ReferralClosed,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(LoadError => CallbackError { NotFound(noun), Store(error) });

impl UseCaseError for CallbackError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::ReferralClosed => ErrorKind::ReferralClosed,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "unknown",
            Self::ReferralClosed => "referral_closed",
            Self::Store(_) => "database",
        }
    }
}
