//! Column types: what a column holds is read and written as a value of the domain, and refused when it is none.

mod error;
mod id;
mod number;
mod word;
mod word_list;

pub use error::InvalidValue;
pub use id::Id;
pub use number::Number;
pub use word::Word;
pub use word_list::Words;
