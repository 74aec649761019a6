//! Why a use case of personal links is not done.

use thiserror::Error;

use crate::actions::kit::error::{
    ErrorKind, LoadError, Noun, QuestionError, Setting, UseCaseError, from_cause,
};
use crate::actions::kit::retry::Crowded;
use crate::store::StoreError;

/// Why nobody is invited, or let in by a link.
#[derive(Debug, Error)]
pub enum InvitationError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// A setting is missing.
    #[error("{0}")]
    MissingSetting(Setting),
    /// The referral was closed, or its beneficiary has been received already.
    #[error("this referral is closed")]
    ReferralClosed,
    /// The referral has an appointment: it can be moved, not doubled.
    #[error("this referral has an appointment already: move it instead")]
    AlreadyBooked,
    /// Others were always faster.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(LoadError => InvitationError { NotFound(noun), Store(error) });
impl From<QuestionError> for InvitationError {
    fn from(cause: QuestionError) -> Self {
        match cause {
            QuestionError::NotFound(noun) => Self::NotFound(noun),
            QuestionError::ModeNotOffered(_) => Self::NotFound(Noun::Mode),
        }
    }
}

from_cause!(LinkError => InvitationError { Crowded(error), Store(error) });

impl UseCaseError for InvitationError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::MissingSetting(setting) => ErrorKind::MissingSetting(*setting),
            Self::ReferralClosed => ErrorKind::ReferralClosed,
            Self::AlreadyBooked => ErrorKind::Conflict,
            Self::Crowded(_) => ErrorKind::Crowded,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "unknown",
            Self::MissingSetting(_) => "no_key",
            Self::ReferralClosed => "referral_closed",
            Self::AlreadyBooked => "already_booked",
            Self::Crowded(_) => "crowded",
            Self::Store(_) => "database",
        }
    }
}

/// Why a referral has no link.
#[derive(Debug, Error)]
pub(in crate::actions) enum LinkError {
    /// Others were always faster.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}
