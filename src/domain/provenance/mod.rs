//! Provenance of a beneficiary's values: what a source said last, what was edited since, and which of the two counts
//! when the source says something else.
//!
//! The rule is a three-way merge: a value of a file counts only where it differs from what the same source said last
//! time. An edit at the desk or by the person is beaten only by a value whose as-of date is later than the edit; when
//! that is not known, nothing changes and somebody has to decide.

mod decision;
mod field;
mod history;
#[cfg(test)]
mod tests;

pub use decision::{Decision, StatedValue, decide};
pub use field::{EditedBy, StatedField, Statement, statement_of};
pub use history::{Reconciled, SourceHistory, ValueToCheck};
