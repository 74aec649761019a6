//! Why a use case of beneficiaries is not done.

use thiserror::Error;

use crate::actions::invitations::error::LinkError;
use crate::actions::kit::error::{ErrorKind, LoadError, Noun, Setting, UseCaseError, from_cause};
use crate::actions::kit::retry::{Crowded, retryable};
use crate::store::StoreError;

/// Why a beneficiary is not registered, changed or merged.
#[derive(Debug, Error)]
pub enum BeneficiaryError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// A setting is missing.
    #[error("{0}")]
    MissingSetting(Setting),
    /// Both entries of a beneficiary hold or have booked an appointment.
    #[error("both have an appointment: cancel one of them first")]
    BothExpected,
    /// Others were always faster.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(LoadError => BeneficiaryError { NotFound(noun), Store(error) });
from_cause!(LinkError => BeneficiaryError { Crowded(error), Store(error) });
retryable!(BeneficiaryError);

impl UseCaseError for BeneficiaryError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::MissingSetting(setting) => ErrorKind::MissingSetting(*setting),
            Self::BothExpected => ErrorKind::Conflict,
            Self::Crowded(_) => ErrorKind::Crowded,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "unknown",
            Self::MissingSetting(_) => "no_key",
            Self::BothExpected => "both_expected",
            Self::Crowded(_) => "crowded",
            Self::Store(_) => "database",
        }
    }
}
