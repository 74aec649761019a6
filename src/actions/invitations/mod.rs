//! Personal links: making, sending, signing in with one.

pub(in crate::actions) mod booking_session;
pub(in crate::actions) mod error;
pub(in crate::actions) mod invite;
pub(in crate::actions) mod invite_waiting;
pub(in crate::actions) mod send;
pub(in crate::actions) mod sign_in_by_link;

pub use booking_session::{Answers, BookingSession, find_booking_session, leave, remember};
pub use error::InvitationError;
pub use invite::{Invited, LinkSet, invite, revoke_invitation};
pub use invite_waiting::{WaitingCapacity, WaitingInvited, invite_waiting, waiting_capacity};
pub use send::send_invitation;
pub use sign_in_by_link::{LinkSignIn, sign_in_by_link};
