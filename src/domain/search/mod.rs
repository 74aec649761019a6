//! The joint search: who can start together, when, and why not earlier.
//!
//! Per site and need, the starts of every member (from [`Agenda::starts_of`](crate::agenda::Agenda::starts_of)) are
//! counted; a joint start is one that enough members of every need share. Where one member could fill two needs that
//! is only a possible start, and a matching decides each candidate in time order: still earliest, since the
//! possible start hides no true start.
//!
//! The [`AgendaIndex`] keeps the counts from question to question; a [`Search`] joins them, word by word in time order.

mod agenda_index;
mod candidates;
mod capacity;
mod explain;
mod guard;
mod joint_search;
mod mask;
mod matching;
mod offers;
pub(crate) mod question;
mod start;
mod team;
mod unopened;

pub use agenda_index::AgendaIndex;
pub use capacity::Capacity;
pub use explain::{
    Certificate, Explanation, HalfDayGain, HalfDayShortage, Relaxation, RelaxedConstraint, Shortage,
};
pub use guard::{Refusal, admits};
pub use joint_search::Search;
pub use question::{SearchQuestion, SeatNeed, TieBreak, UnavailableHalfDay};
pub use start::Start;
pub use team::{Seat, Team};
pub use unopened::BookedVisit;
