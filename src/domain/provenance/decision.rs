//! The three-way rule for one value.

use chrono::NaiveDate;

/// One value as a source states it, beside what is known.
#[derive(Clone, Copy, Debug)]
pub struct StatedValue<'a> {
    /// What the source says now; `None` when its cell is empty or its column absent.
    pub stated: Option<&'a str>,
    /// What it said last time.
    pub previous: Option<&'a str>,
    /// What is stored.
    pub current: Option<&'a str>,
    /// The local day on which the stored value was edited by the desk or the person, if it was.
    pub edited_on: Option<NaiveDate>,
    /// The day as of which the source speaks, if it says so.
    pub as_of: Option<NaiveDate>,
}

/// What becomes of a stated value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The stored value stays.
    Keep,
    /// The stated value replaces it.
    Change,
    /// The stored value stays until somebody has decided.
    Check,
}

/// What becomes of a stated value. Saying nothing, or the same as last time, changes nothing; an edit yields only to
/// a value as of a later day.
#[must_use]
pub fn decide(value: StatedValue<'_>) -> Decision {
    let StatedValue { stated, previous, current, edited_on, as_of } = value;
    if stated.is_none() || stated == previous || stated == current {
        return Decision::Keep;
    }
    match edited_on {
        None => Decision::Change,
        Some(edited) if as_of.is_some_and(|day| day > edited) => Decision::Change,
        Some(_) => Decision::Check,
    }
}
