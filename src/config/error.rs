//! Settings that cannot be read.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// A fault in the settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from one; `None` when the file cannot be read at all.
    pub line: Option<usize>,
    /// What is wrong and how to fix it, the key first. Never repeats a value that may be secret.
    pub what: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, what } = self;
        match line {
            Some(line) => write!(f, "{}:{line}: {what}", file.display()),
            None => write!(f, "{}: {what}", file.display()),
        }
    }
}

/// Why the settings cannot be read.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The settings file has faults.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    File(Vec<FileFault>),
    /// Variables or options that have another name now.
    #[error("{}", .0.join("\n"))]
    Renamed(Vec<String>),
    /// The file of the database password cannot be read.
    #[error("UNISSON_DATABASE_PASSWORD_FILE {path}: {source}")]
    DatabasePassword {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The database URL takes no password.
    #[error("UNISSON_DATABASE_PASSWORD_FILE: {0}")]
    NoPlaceForPassword(&'static str),
}
