//! Why a use case of referrals is not done.

use domain::appointment_state::NotPossible;
use thiserror::Error;

use crate::actions::appointments::error::TransitionError;
use crate::actions::kit::error::{ErrorKind, IdempotencyError, LoadError, Noun, UseCaseError, from_cause};
use crate::actions::kit::retry::{Crowded, retryable};
use crate::store::StoreError;

/// Why a referral is not changed.
#[derive(Debug, Error)]
pub enum ReferralError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// The referral was closed, or its beneficiary has been received already.
    #[error("this referral is closed")]
    ReferralClosed,
    /// The referral has an appointment: it can be moved, not doubled.
    #[error("this referral has an appointment already: move it instead")]
    AlreadyBooked,
    /// The appointment is not in a state for it.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
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

from_cause!(LoadError => ReferralError { NotFound(noun), Store(error) });
from_cause!(IdempotencyError => ReferralError { KeyReused, Store(error) });
from_cause!(TransitionError => ReferralError { NotFound(noun), NotPossible(why), Store(error) });
retryable!(ReferralError);

impl UseCaseError for ReferralError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::ReferralClosed => ErrorKind::ReferralClosed,
            Self::AlreadyBooked | Self::NotPossible(_) => ErrorKind::Conflict,
            Self::KeyReused => ErrorKind::KeyReused,
            Self::Crowded(_) => ErrorKind::Crowded,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "unknown",
            Self::ReferralClosed => "referral_closed",
            Self::AlreadyBooked => "already_booked",
            Self::NotPossible(_) => "not_possible",
            Self::KeyReused => "key_reused",
            Self::Crowded(_) => "crowded",
            Self::Store(_) => "database",
        }
    }
}
