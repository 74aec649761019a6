//! Spaces at which a line does not break.

/// U+00A0. Not in GSM-7: never in what leaves as a French SMS.
pub const NO_BREAK_SPACE: &str = "\u{a0}";
