//! Territories: creating and importing.

pub(in crate::actions) mod create;
pub(in crate::actions) mod import;

pub use create::{CreateTerritoryError, create_territory};
pub use import::{Imported, import_territory};
