//! Why a search finds no offers.

use thiserror::Error;

use crate::actions::kit::error::{ErrorKind, LoadError, Noun, SlotRequestError, UseCaseError, from_cause};
use crate::store::StoreError;

/// Why nothing is searched for.
#[derive(Debug, Error)]
pub enum OfferError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// The visit type is not given in that mode.
    #[error("this visit type is not given in mode {0}")]
    ModeNotOffered(&'static str),
    /// There is no time between the first and the last instant asked for.
    #[error(
        "nothing lies between the first and the last day: ask for later ones, within the visit type's horizon"
    )]
    EmptyWindow,
    /// The referral was closed, or its beneficiary has been received already.
    #[error("this referral is closed")]
    ReferralClosed,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(LoadError => OfferError { NotFound(noun), Store(error) });
from_cause!(SlotRequestError => OfferError { NotFound(noun), ModeNotOffered(mode), EmptyWindow });

impl UseCaseError for OfferError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::ModeNotOffered(_) => ErrorKind::WrongMode,
            Self::EmptyWindow => ErrorKind::EmptyWindow,
            Self::ReferralClosed => ErrorKind::ReferralClosed,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "unknown",
            Self::ModeNotOffered(_) => "mode_not_offered",
            Self::EmptyWindow => "empty_window",
            Self::ReferralClosed => "referral_closed",
            Self::Store(_) => "database",
        }
    }
}
