//! Limits on the work that one calendar file may cause.

/// Steps that all the rules of a file may cost together: half a second or so at worst, and thousands of honest series.
pub(super) const FILE_BUDGET: u64 = 1_000_000;
/// Most busy spans of a file before they are merged.
pub(super) const MAX_SPANS: usize = 200_000;
/// Most warnings of a file; more would say nothing new.
pub(super) const MAX_WARNINGS: usize = 20;
