//! One use case per file, grouped by noun. Transactions start and end here and nowhere else; nothing here waits for
//! the outside.

mod accounts;
mod agendas;
mod appointments;
mod beneficiaries;
mod callbacks;
mod invitations;
mod kit;
mod messages;
mod offers;
mod receptions;
mod referrals;
mod territories;
mod waitlist;

pub use accounts::*;
pub use agendas::*;
pub use appointments::*;
pub use beneficiaries::*;
pub use callbacks::*;
pub use invitations::*;
pub use kit::error::{ErrorKind, Noun, Setting, UseCaseError, with_causes};
pub use kit::password_hashing::HashingError;
pub use kit::retry::{Crowded, LostRace};
pub use kit::search_request::{Notice, SlotRequest};
pub use messages::*;
pub use offers::*;
pub use receptions::*;
pub use referrals::*;
pub use territories::*;
pub use waitlist::*;
