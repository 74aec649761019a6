//! Notifying people who wait that an earlier slot opened up.

pub(in crate::actions) mod error;
pub(in crate::actions) mod freed_slot;
pub(in crate::actions) mod notify;

pub use error::WaitlistError;
pub use notify::notify_waitlist;
