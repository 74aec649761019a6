//! Territories: creating and importing.

pub(in crate::actions) mod create;
pub(in crate::actions) mod error;
pub(in crate::actions) mod import;

pub use create::create_territory;
pub use error::ImportError;
pub use import::{Imported, import_territory};
