//! Why a use case of accounts is not done.

use thiserror::Error;

use crate::actions::accounts::fault::AccountFault;
use crate::actions::kit::error::{ErrorKind, Noun, Setting, UseCaseError};
use crate::actions::kit::password_hashing::HashingError;
use crate::store::StoreError;

/// Why an account is not changed, or does not let in.
#[derive(Debug, Error)]
pub enum AccountError {
    /// What was asked for is not allowed, or does not let in.
    #[error(transparent)]
    Refused(#[from] AccountFault),
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// A setting is missing.
    #[error("{0}")]
    MissingSetting(Setting),
    /// A password could not be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// No link could be made of the random bytes that were drawn.
    #[error("no link could be made of the random bytes that were drawn")]
    NoToken,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UseCaseError for AccountError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::Refused(_) => ErrorKind::Conflict,
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::MissingSetting(setting) => ErrorKind::MissingSetting(*setting),
            Self::Hashing(_) | Self::NoToken => ErrorKind::Fault,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Refused(fault) => fault.word(),
            Self::NotFound(_) => "unknown",
            Self::MissingSetting(_) => "no_key",
            Self::Hashing(_) => "hashing",
            Self::NoToken => "no_token",
            Self::Store(_) => "database",
        }
    }
}
