//! Taking an hour at a desk, and what a receptionist sees when it cannot be had.

use domain::search::Start;
use domain::time::Minutes;

use crate::actions::{self, Ask, Error, Held, Hold};
use crate::text::Key;
use crate::web::State as App;
use crate::web::parts::denied::Denied;

use super::staff::Desk;

/// For how long an hour is held at a desk.
const HOLD: Minutes = Minutes(3);

/// What is shown when an hour cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// The person's card, with that notice: nothing is to be chosen any more.
    Card(&'static str),
    /// What is free now, and why.
    Offers(Lost),
}

/// Why an hour cannot be had, while others can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// Somebody else has it.
    Taken,
    /// It has passed, or is too near, or nobody receives then any more.
    NotPossible,
    /// Another desk held another hour for the same person.
    HeldElsewhere,
}

impl Lost {
    /// The sentence that says so.
    pub(super) const fn key(self) -> Key {
        match self {
            Self::Taken => Key("offer-taken"),
            Self::NotPossible => Key("offer-not-possible"),
            Self::HeldElsewhere => Key("offer-hold-gone"),
        }
    }
}

/// What is shown for a refusal.
///
/// # Errors
/// [`Denied`] for what nobody at a desk can mend.
pub(super) fn instead(refusal: Error) -> Result<Instead, Denied> {
    match refusal {
        Error::AlreadyBooked => Ok(Instead::Card("already")),
        Error::ReferralClosed => Ok(Instead::Card("gone")),
        Error::Taken(_) => Ok(Instead::Offers(Lost::Taken)),
        Error::Refused(_)
        | Error::Past
        | Error::EmptyWindow
        | Error::ModeNotOffered(_)
        | Error::Unknown("site") => Ok(Instead::Offers(Lost::NotPossible)),
        Error::NotPossible(_) => Ok(Instead::Offers(Lost::HeldElsewhere)),
        other => Err(other.into()),
    }
}

/// Holds `start` for three minutes, while the person is asked.
///
/// # Errors
/// As [`actions::hold`].
pub(super) async fn hold(app: &App, ask: Ask, start: Start) -> Result<Held, Error> {
    let wanted = Hold { ask, start: start.at.instant(), site: start.site, minutes: HOLD };
    actions::hold(&app.ctx, &wanted, None).await
}

/// Holds `start` and confirms it.
///
/// # Errors
/// As [`actions::hold`] and [`actions::book`].
pub(super) async fn hold_and_book(app: &App, desk: &Desk, ask: Ask, start: Start) -> Result<(), Error> {
    let held = hold(app, ask, start).await?;
    actions::book(&app.ctx, desk.territory(), held.appointment, None).await?;
    Ok(())
}
