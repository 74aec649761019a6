//! Why a command ends without success.

use domain::fault::Fault;
use thiserror::Error;

use crate::actions::{self, CreateTerritoryError};
use crate::config::ConfigError;
use crate::store::StoreError;
use crate::text::TextError;

/// A message for whoever ran the command.
#[derive(Debug, Error)]
pub enum CliError {
    /// A sentence that says what is wrong and how to fix it.
    #[error("{0}")]
    Said(String),
    /// Everything that is wrong with a document.
    #[error("{}", list(.0))]
    Faults(Vec<Fault>),
    /// An action refused.
    #[error(transparent)]
    Action(#[from] actions::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A setting.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A word is missing.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A file or a socket.
    #[error("{what}: {source}")]
    Io {
        /// The file or the address.
        what: String,
        /// Why.
        source: std::io::Error,
    },
}

impl CliError {
    /// A sentence.
    pub fn said(text: impl Into<String>) -> Self {
        Self::Said(text.into())
    }

    /// A file or a socket that failed.
    pub fn io(what: impl std::fmt::Display) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.to_string();
        move |source| Self::Io { what, source }
    }
}

impl From<CreateTerritoryError> for CliError {
    fn from(error: CreateTerritoryError) -> Self {
        match error {
            CreateTerritoryError::Faults(faults) => Self::Faults(faults),
            CreateTerritoryError::Store(error) => Self::Store(error),
            CreateTerritoryError::Action(error) => Self::Action(error),
        }
    }
}

fn list(faults: &[Fault]) -> String {
    let lines: Vec<String> = faults.iter().map(|fault| format!("  {fault}")).collect();
    format!("nothing was stored, {} fault(s):\n{}", faults.len(), lines.join("\n"))
}
