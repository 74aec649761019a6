//! One verb per file. Transactions begin and end here and nowhere else; nothing here waits for the outside.

mod ask;
mod book;
mod cancel;
mod close_referral;
mod declare_absence;
mod deliver;
mod error;
mod extend;
mod hold;
mod import_calendar;
mod r#move;
mod offer;
mod once;
mod outcome;
mod release;
mod replace;
mod seat;
mod set_up;
mod tell;

pub use ask::Ask;
pub use book::{Booked, book};
pub use cancel::{Cancelled, cancel};
pub use close_referral::close_referral;
pub use declare_absence::declare_absence;
pub use deliver::{Batch, Delivery, Due, Twice, claim_due, settle};
pub use error::Error;
pub use extend::extend;
pub use hold::{Held, Hold, hold};
pub use import_calendar::import_calendar;
pub use r#move::{Move, Moved, r#move};
pub use offer::{Explain, Offer, Offers, offer, starts};
pub use outcome::{Outcome, record_outcome};
pub use release::release;
pub use replace::{Replaced, replace};
pub use set_up::{SetUpError, set_up};
