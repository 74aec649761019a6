//! Validation faults of imported data, with location and suggestion.

use std::fmt;

/// Location of a fault in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultLocation {
    /// In a document of fields, such as TOML.
    Document {
        /// The file.
        file: String,
        /// The line, from 1, when it is known.
        line: Option<usize>,
    },
    /// In a sheet of rows, such as CSV.
    Row {
        /// The file.
        file: String,
        /// The line of the file on which the row starts, from 1; the header is line 1.
        line: usize,
        /// The column, by its header.
        column: Option<String>,
    },
}

/// One fault: field, what was found, what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, as a path: `professionals[p-003].openings[2].to`.
    pub field: String,
    /// What was found.
    pub found: String,
    /// What to write instead.
    pub suggestion: String,
    /// Location, for data from a file.
    pub place: Option<FaultLocation>,
}

impl Fault {
    /// A fault in `field`.
    pub fn new(field: impl Into<String>, found: impl Into<String>, suggestion: impl Into<String>) -> Self {
        Self { field: field.into(), found: found.into(), suggestion: suggestion.into(), place: None }
    }

    /// The same fault at `place`.
    #[must_use]
    pub fn at(self, place: FaultLocation) -> Self {
        Self { place: Some(place), ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, found, suggestion, place } = self;
        match place {
            None => write!(f, "{field}: {found}; {suggestion}"),
            Some(FaultLocation::Document { file, line: None }) => {
                write!(f, "{file}, {field}: {found}; {suggestion}")
            }
            Some(FaultLocation::Document { file, line: Some(line) }) => {
                write!(f, "{file}, line {line}, {field}: {found}; {suggestion}")
            }
            Some(FaultLocation::Row { file, line, column: None }) => {
                write!(f, "{file}, line {line}: {found}; {suggestion}")
            }
            // The field's path may hold file numbers (personal data); line and column are enough.
            Some(FaultLocation::Row { file, line, column: Some(column) }) => {
                write!(f, "{file}, line {line}, column {column:?}: {found}; {suggestion}")
            }
        }
    }
}
