//! Booking an offer at the desk, and what is shown when it cannot be booked.

use domain::search::Start;
use domain::time::Minutes;

use crate::actions::{self, AppointmentError, Held, Hold, Noun, SlotRequest};
use crate::text::Key;
use crate::web::errors::office_error::OfficeError;
use crate::web::state::State as App;

use crate::web::pages::desk::staff::Desk;

/// How long a time is held at the desk.
const HOLD: Minutes = Minutes(3);

/// What is shown when a time cannot be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alternative {
    /// The person's card, with that notice: nothing is to be chosen any more.
    Card(&'static str),
    /// What is free now, and why.
    Offers(BookingFailure),
}

/// Why a time cannot be booked, while others can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BookingFailure {
    /// Somebody else has it.
    Taken,
    /// It has passed, is too near, or the site no longer receives then.
    NotPossible,
    /// Another desk held another hour for the same person.
    HeldElsewhere,
}

impl BookingFailure {
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
/// [`OfficeError`] for what a member at the desk cannot fix.
pub(super) fn instead(refusal: AppointmentError) -> Result<Alternative, OfficeError> {
    match refusal {
        AppointmentError::AlreadyBooked => Ok(Alternative::Card("already")),
        AppointmentError::ReferralClosed => Ok(Alternative::Card("gone")),
        AppointmentError::Taken(_) => Ok(Alternative::Offers(BookingFailure::Taken)),
        AppointmentError::Refused(_)
        | AppointmentError::Past
        | AppointmentError::ModeNotOffered(_)
        | AppointmentError::NotFound(Noun::Site) => Ok(Alternative::Offers(BookingFailure::NotPossible)),
        AppointmentError::NotPossible(_) => Ok(Alternative::Offers(BookingFailure::HeldElsewhere)),
        AppointmentError::NotFound(_)
        | AppointmentError::MissingSetting(_)
        | AppointmentError::UndoOver
        | AppointmentError::TooEarly
        | AppointmentError::ExtendedAlready
        | AppointmentError::Changed
        | AppointmentError::KeyReused
        | AppointmentError::TooManyHolds
        | AppointmentError::Crowded(_)
        | AppointmentError::Store(_) => Err(refusal.into()),
    }
}

/// Holds `start` for three minutes, while the person is asked.
///
/// # Errors
/// As [`actions::hold`].
pub(super) async fn hold(app: &App, ask: SlotRequest, start: Start) -> Result<Held, AppointmentError> {
    let wanted = Hold { ask, start: start.at.instant(), site: start.site, minutes: HOLD };
    actions::hold(&app.ctx, &wanted, None).await
}

/// Holds `start` and confirms it.
///
/// # Errors
/// As [`actions::hold`] and [`actions::book`].
pub(super) async fn hold_and_book(
    app: &App,
    desk: &Desk,
    ask: SlotRequest,
    start: Start,
) -> Result<(), AppointmentError> {
    let held = hold(app, ask, start).await?;
    actions::book(&app.ctx, desk.territory(), held.appointment, None).await?;
    Ok(())
}
