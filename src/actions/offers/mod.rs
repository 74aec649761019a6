//! Searching: offers, first days, proposals, walk-ins.

pub(in crate::actions) mod error;
pub(in crate::actions) mod first_days;
pub(in crate::actions) mod offer;
pub(in crate::actions) mod propose;
pub(in crate::actions) mod walk_in;

pub use error::OfferError;
pub use first_days::{FirstDay, first_days};
pub use offer::{Explain, Offer, Offers, offer, search_offers, starts};
pub use propose::propose;
pub use walk_in::{WalkIn, walk_in};
