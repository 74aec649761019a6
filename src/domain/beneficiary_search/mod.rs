//! Search for beneficiaries by name in any order, telephone, birthday, file number or mail address.
//!
//! [`terms()`] gives the index terms of a beneficiary, [`BeneficiaryQuery`] parses the search box; both use the same
//! folding. The joint search of agendas is `search`.

mod duplicates;
mod fold;
mod query;
mod terms;
#[cfg(test)]
mod tests;
mod typo;

pub use duplicates::{DuplicateReason, is_one_person, possible_duplicate};
pub use fold::{file_number, whole_name, words};
pub use query::{BeneficiaryQuery, QueryPart, TermMatcher};
pub use terms::{BeneficiaryRecord, SearchTerm, terms};
pub use typo::{SHORTEST_WITH_TYPO, is_near, keys};
