//! A checked territory: stored whole, read back whole, brought to what a document says.

mod apply;
mod insert;
mod load;
mod rows;

pub use apply::apply;
pub use insert::insert;
pub use load::load;
