//! Why a command ends without success.

use domain::fault::Fault;
use thiserror::Error;

use crate::actions::{ErrorKind, UseCaseError};
use crate::cli::wiring::error::WiringError;
use crate::config::ConfigError;

/// A message for whoever ran the command.
#[derive(Debug, Error)]
pub enum CliError {
    /// A sentence that says what is wrong and how to fix it.
    #[error("{0}")]
    Said(String),
    /// Everything that is wrong with a document.
    #[error("{}", list(.0))]
    Faults(Vec<Fault>),
    /// A use case refused, the database failed, or a text is missing.
    #[error(transparent)]
    UseCase(Box<dyn std::error::Error + Send + Sync>),
    /// A setting.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A setting of which nothing can be made.
    #[error(transparent)]
    Wiring(#[from] WiringError),
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

impl<E: UseCaseError + Send + Sync + 'static> From<E> for CliError {
    fn from(error: E) -> Self {
        if let ErrorKind::WrongDocument(faults) = error.kind() {
            return Self::Faults(faults.to_vec());
        }
        Self::UseCase(Box::new(error))
    }
}

fn list(faults: &[Fault]) -> String {
    let lines: Vec<String> = faults.iter().map(|fault| format!("  {fault}")).collect();
    format!("nothing was stored, {} fault(s):\n{}", faults.len(), lines.join("\n"))
}
