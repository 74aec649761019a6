//! Texts: Fluent catalogues of messages, and the formatting of dates, times and durations.
//!
//! One folder per language (`fr/`, `ar/` ...) with one file per area, listed in `languages`. Texts for beneficiaries
//! exist in every language; `fr/office/` is for staff, in French only.
//! Identifiers, log lines and error messages for operators are English and live in the code.

pub use catalogue::{Arg, Catalogue, Key, TextError};
pub use languages::Direction;
pub use review::Review;
pub use spaces::NO_BREAK_SPACE;

mod catalogue;
pub mod dates;
mod html;
mod languages;
pub mod opening_hours;
pub mod reasons;
mod review;
pub mod roles;
pub mod sms;
mod spaces;
#[cfg(test)]
mod tests;
pub mod waiting_time;
pub mod waiting_time_curve;
