//! Finding a person by what a desk is told: a name in any order, a telephone, a birthday, a file number.
//!
//! [`terms()`] is what a person is found by, [`BeneficiaryQuery`] what somebody typed; one folding stands under both. Not for the
//! joint search of agendas: that is `search`.

mod duplicates;
mod fold;
mod query;
mod terms;
#[cfg(test)]
mod tests;
mod typo;

pub use duplicates::{DuplicateReason, possible_duplicate};
pub use fold::{file_number, words};
pub use query::{BeneficiaryQuery, QueryPart, TermMatcher};
pub use terms::{BeneficiaryRecord, SearchTerm, terms};
pub use typo::{SHORTEST_WITH_TYPO, is_near, keys};
