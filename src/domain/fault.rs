//! What is wrong with something that was handed in, said so that it can be mended.

use std::fmt;

/// One thing wrong, where it stands, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, as a path: `professionals[p-003].openings[2].to`.
    pub field: String,
    /// What was found.
    pub found: String,
    /// What would be right.
    pub mend: String,
}

impl Fault {
    /// A fault in `field`.
    pub fn new(field: impl Into<String>, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { field: field.into(), found: found.into(), mend: mend.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.field, self.found, self.mend)
    }
}
