//! Callbacks: calls promised to beneficiaries.

pub(in crate::actions) mod error;
pub(in crate::actions) mod open;
pub(in crate::actions) mod request;
pub(in crate::actions) mod settle;

pub use error::CallbackError;
pub use request::request_callback;
pub use settle::settle_callback;
