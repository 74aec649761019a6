//! Why a step of the day is not taken.

use domain::appointment_state::NotPossible;
use domain::reception::StepNotAllowed;
use thiserror::Error;

use crate::actions::appointments::error::OutcomeError;
use crate::actions::kit::error::{ErrorKind, LoadError, Noun, Setting, UseCaseError, from_cause};
use crate::actions::kit::retry::{Crowded, retryable};
use crate::store::StoreError;

/// Why a step of the day is not recorded.
#[derive(Debug, Error)]
pub enum ReceptionError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// A setting is missing.
    #[error("{0}")]
    MissingSetting(Setting),
    /// The appointment is not in a state for it.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The step of the day cannot be taken.
    #[error(transparent)]
    NotNow(#[from] StepNotAllowed),
    /// An outcome is known on the day itself at the earliest.
    #[error("this appointment has not taken place yet")]
    TooEarly,
    /// The start has passed.
    #[error("this time has passed")]
    Past,
    /// Others were always faster.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(LoadError => ReceptionError { NotFound(noun), Store(error) });
from_cause!(OutcomeError => ReceptionError { TooEarly, NotFound(noun), NotPossible(why), Store(error) });
retryable!(ReceptionError);

impl UseCaseError for ReceptionError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::MissingSetting(setting) => ErrorKind::MissingSetting(*setting),
            Self::NotPossible(_) | Self::NotNow(_) | Self::TooEarly | Self::Past => ErrorKind::Conflict,
            Self::Crowded(_) => ErrorKind::Crowded,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "unknown",
            Self::MissingSetting(_) => "no_key",
            Self::NotPossible(_) => "not_possible",
            Self::NotNow(_) => "not_now",
            Self::TooEarly => "too_early",
            Self::Past => "past",
            Self::Crowded(_) => "crowded",
            Self::Store(_) => "database",
        }
    }
}
