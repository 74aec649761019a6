//! Which messages a change of an appointment requires, and whether a message may still be sent.

mod check;
mod drop_reason;
mod kind;
mod plan;
#[cfg(test)]
mod tests;

pub use check::{
    DeliveryContext, InvitationContext, OfferContext, check_still_invited, check_still_offered,
    check_still_valid,
};
pub use drop_reason::{AbandonReason, DropReason};
pub use kind::MessageKind;
pub use plan::{Change, Notice, Recipient, merge, plan};
