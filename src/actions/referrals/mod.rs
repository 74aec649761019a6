//! Referrals: import, needs, closing.

pub(in crate::actions) mod close;
pub(in crate::actions) mod error;
pub(in crate::actions) mod import;
pub(in crate::actions) mod set_needs;

pub use close::close_referral;
pub use error::ReferralError;
pub use import::import_referrals;
pub use set_needs::{Needs, set_needs};
