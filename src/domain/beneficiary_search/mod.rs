//! Finding a person by what a desk is told: a name in any order, a telephone, a birthday, a file number.
//!
//! [`terms()`] is what a person is found by, [`Query`] what somebody typed; one folding stands under both. Not for the
//! joint search of agendas: that is `search`.

mod fold;
mod likeness;
mod query;
mod terms;
#[cfg(test)]
mod tests;
mod typo;

pub use fold::{file_number, words};
pub use likeness::{Likeness, likeness};
pub use query::{Query, QueryPart, Seek};
pub use terms::{BeneficiaryFacts, Term, terms};
pub use typo::{SHORTEST_WITH_TYPO, is_near, keys};
