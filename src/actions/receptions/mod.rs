//! The day itself: check-in and the steps of a visit.

pub(in crate::actions) mod check_in;
pub(in crate::actions) mod error;
pub(in crate::actions) mod record_step;

pub use check_in::check_in;
pub use error::ReceptionError;
pub use record_step::{Welcome, receive};
