//! Beneficiaries found at a desk: an index of terms, kept in the transaction that changes a beneficiary.

mod find;
mod index;
mod scope;

pub use find::{SearchHit, SearchHits, alike, find};
pub use index::index;
pub(super) use index::{forget, index_everybody};
pub use scope::is_seen;
