//! State machine of an appointment.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumDiscriminants, EnumString, IntoStaticStr, VariantArray};
use thiserror::Error;

use crate::word::words;

/// State of an appointment.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// Proposed; nothing is reserved and nothing is stored.
    Offered,
    /// Reserved for minutes.
    Held,
    /// Booked. Its revision says whether it was rescheduled.
    Booked,
    /// Cancelled.
    Cancelled,
    /// The beneficiary came.
    Attended,
    /// The beneficiary did not come.
    NoShow,
    /// A hold that was released or expired.
    Closed,
}

words!(State, "a state of an appointment");

impl State {
    /// True when the appointment is expected to take place.
    #[must_use]
    pub const fn is_expected(self) -> bool {
        matches!(self, Self::Booked)
    }
}

/// Who cancels an appointment.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Party {
    /// The person received.
    Beneficiary,
    /// One of the professionals.
    Professional,
    /// The service: a desk, an organisation, the territory.
    Service,
}

words!(Party, "a party that cancels");

/// Why an appointment is cancelled; a closed list, so that no personal reason is ever recorded.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Reason {
    /// The beneficiary asked for it.
    Asked,
    /// A member of the team is away and cannot be replaced.
    TeamAway,
    /// The site is closed.
    SiteClosed,
    /// The beneficiary is no longer concerned.
    NotConcerned,
    /// Booked by mistake.
    Mistake,
}

words!(Reason, "a reason to cancel an appointment");

/// Event in the life of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumDiscriminants)]
#[strum_discriminants(
    name(EventKind),
    doc = "An event without what it carries.",
    derive(EnumCount, EnumString, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case")
)]
pub enum Event {
    /// Reserve it for minutes.
    Hold,
    /// Extend the hold.
    Extend,
    /// Confirm it.
    Book,
    /// Change its time, site or mode.
    Move,
    /// Change its team at the same time.
    Replace,
    /// Cancel it.
    Cancel(Party, Reason),
    /// The person came.
    Attend,
    /// The person did not come.
    Miss,
    /// Release a hold, or close an expired one.
    Close,
    /// Undo a cancellation or no-show shortly afterwards: it returns to its previous state.
    Restore(State),
}

words!(EventKind, "an event of an appointment");

impl Event {
    /// The word of its kind.
    #[must_use]
    pub fn word(self) -> &'static str {
        EventKind::from(self).word()
    }
}

/// The event is not allowed in that state.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not possible any more ({}): the appointment is {}", .event.word(), .state.word())]
pub struct NotPossible {
    /// Current state.
    pub state: State,
    /// Requested event.
    pub event: Event,
}

/// The state after `event`. An outcome (attended, no-show) may be corrected into the other; cancelled and closed are
/// final, except for the undo period ([`Event::Restore`]).
///
/// # Errors
/// [`NotPossible`] when the event cannot happen in `state`.
pub const fn next(state: State, event: Event) -> Result<State, NotPossible> {
    use State::{Attended, Booked, Cancelled, Closed, Held, NoShow, Offered};
    let after = match (state, event) {
        (Offered, Event::Hold) | (Held, Event::Extend) => Held,
        (Offered | Held, Event::Book)
        | (Booked, Event::Move | Event::Replace)
        | (Cancelled | NoShow, Event::Restore(Booked)) => Booked,
        (Offered | Held, Event::Close) => Closed,
        (Booked, Event::Cancel(..)) => Cancelled,
        (Booked | NoShow, Event::Attend) => Attended,
        (Booked | Attended, Event::Miss) => NoShow,
        _ => return Err(NotPossible { state, event }),
    };
    Ok(after)
}

#[cfg(test)]
mod tests {
    use crate::appointment_state::*;

    const EVENTS: [Event; 11] = [
        Event::Hold,
        Event::Extend,
        Event::Book,
        Event::Move,
        Event::Replace,
        Event::Cancel(Party::Service, Reason::Mistake),
        Event::Attend,
        Event::Miss,
        Event::Close,
        Event::Restore(State::Booked),
        Event::Restore(State::Attended),
    ];

    #[test]
    fn the_whole_table() {
        let table: Vec<String> = State::ALL
            .into_iter()
            .flat_map(|state| {
                EVENTS.into_iter().filter_map(move |event| {
                    let after = next(state, event).ok()?;
                    Some(format!("{} {} {}", state.word(), event.word(), after.word()))
                })
            })
            .collect();
        let expected = [
            "offered hold held",
            "offered book booked",
            "offered close closed",
            "held extend held",
            "held book booked",
            "held close closed",
            "booked move booked",
            "booked replace booked",
            "booked cancel cancelled",
            "booked attend attended",
            "booked miss no_show",
            "cancelled restore booked",
            "attended miss no_show",
            "no_show attend attended",
            "no_show restore booked",
        ];
        assert_eq!(table, expected);
    }

    #[test]
    fn words_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::from_word(state.word()), Some(state));
        }
        assert_eq!(State::from_word("gone"), None);
    }
}
