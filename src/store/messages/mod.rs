//! Messages: planned in the transaction of the change they tell of, sent by a worker.
//!
//! What a message may still say is decided in `domain::message` and `domain::notifications`; here are the rows.

mod history;
mod outcome;
mod plan;
mod queue;
mod record;

pub use domain::message::{Payload, Status};
pub use history::{
    about, asked, by_reference, count, get, invited_to, last_invitation, latest, professionals_told, stuck,
    territories_due, territories_of, times_asked, times_told,
};
pub use outcome::{note_sent_to, report, settle, settle_sent};
pub use plan::{
    AfterEarlier, MessageScope, NewMessage, add, drop_overtaken, drop_planned, hold_back, lock_about,
    say_together, take_back,
};
pub use queue::{claim, is_overtaken, lock, plan_again, postpone, put_off, reap, waits};
pub(super) use record::read;
pub use record::{Message, Receipt};
