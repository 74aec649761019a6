//! The life of an appointment: one explicit state machine.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Proposed; nothing is reserved and nothing is stored.
    Offered,
    /// Reserved for minutes.
    Held,
    /// Booked. Its revision says whether it was rescheduled.
    Booked,
    /// Called off.
    Cancelled,
    /// The person came.
    Attended,
    /// The person did not come.
    NoShow,
    /// A hold that was given back, or that nobody confirmed in time.
    Closed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Offered,
        Self::Held,
        Self::Booked,
        Self::Cancelled,
        Self::Attended,
        Self::NoShow,
        Self::Closed,
    ];

    /// The word used in the database and in addresses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Held => "held",
            Self::Booked => "booked",
            Self::Cancelled => "cancelled",
            Self::Attended => "attended",
            Self::NoShow => "no_show",
            Self::Closed => "closed",
        }
    }

    /// The state written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// True when the appointment is expected to take place.
    #[must_use]
    pub const fn is_expected(self) -> bool {
        matches!(self, Self::Booked)
    }
}

/// Who calls an appointment off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The person received.
    Beneficiary,
    /// One of the professionals.
    Professional,
    /// The service: a desk, an organisation, the territory.
    Service,
}

impl Party {
    /// Every party.
    pub const ALL: [Self; 3] = [Self::Beneficiary, Self::Professional, Self::Service];

    /// The word used in the database and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Beneficiary => "beneficiary",
            Self::Professional => "professional",
            Self::Service => "service",
        }
    }
}

/// Why an appointment is called off; a closed list, so that no private matter is ever written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The person asked for it.
    Asked,
    /// Somebody of the team is away and nobody can take the place.
    TeamAway,
    /// The site cannot receive.
    SiteClosed,
    /// The person is no longer concerned.
    NotConcerned,
    /// Booked by mistake.
    Mistake,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::Asked, Self::TeamAway, Self::SiteClosed, Self::NotConcerned, Self::Mistake];

    /// The word used in the database and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::TeamAway => "team_away",
            Self::SiteClosed => "site_closed",
            Self::NotConcerned => "not_concerned",
            Self::Mistake => "mistake",
        }
    }
}

/// What may happen to an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// Reserve it for minutes.
    Hold,
    /// Reserve it for more minutes.
    Extend,
    /// Confirm it.
    Book,
    /// Give it another time, place or way.
    Move,
    /// Put somebody else in the team, at the same time.
    Replace,
    /// Call it off.
    Cancel(Party, Reason),
    /// The person came.
    Attend,
    /// The person did not come.
    Miss,
    /// Give a hold back, or write off one that ended.
    Close,
    /// Take back, within moments, that it was called off or missed: it is again in the state it had.
    Restore(State),
}

impl Event {
    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Extend => "extend",
            Self::Book => "book",
            Self::Move => "move",
            Self::Replace => "replace",
            Self::Cancel(..) => "cancel",
            Self::Attend => "attend",
            Self::Miss => "miss",
            Self::Close => "close",
            Self::Restore(_) => "restore",
        }
    }
}

/// The event cannot happen in that state.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not possible any more ({}): the appointment is {}", .event.word(), .state.word())]
pub struct NotPossible {
    /// Where it stands.
    pub state: State,
    /// What was asked.
    pub event: Event,
}

/// The state after `event`. An outcome (attended, no-show) may be corrected into the other; what is cancelled or
/// closed stays so, but for the moments in which it can be taken back ([`Event::Restore`]).
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
