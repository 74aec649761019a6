//! Why a use case of appointments is not done.

use domain::appointment_state::NotPossible;
use domain::search::Refusal;
use thiserror::Error;

use crate::actions::kit::error::{
    ErrorKind, IdempotencyError, LoadError, Noun, QuestionError, ReserveError, Setting, UseCaseError,
    from_cause,
};
use crate::actions::kit::retry::{Crowded, retryable};
use crate::actions::offers::offer::Offer;
use crate::store::StoreError;

/// Why an appointment is not held, booked or changed.
#[derive(Debug, Error)]
pub enum AppointmentError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// A setting is missing.
    #[error("{0}")]
    MissingSetting(Setting),
    /// The visit type is not given in that mode.
    #[error("this visit type is not given in mode {0}")]
    ModeNotOffered(&'static str),
    /// The referral was closed, or its beneficiary has been received already.
    #[error("this referral is closed")]
    ReferralClosed,
    /// The referral has an appointment: it can be moved, not doubled.
    #[error("this referral has an appointment already: move it instead")]
    AlreadyBooked,
    /// The appointment is not in a state for it.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The change can no longer be taken back: others have been notified.
    #[error("this can no longer be taken back")]
    UndoOver,
    /// The start cannot be, whoever is free.
    #[error("{0}")]
    Refused(Refusal),
    /// The start has passed.
    #[error("this time has passed")]
    Past,
    /// An outcome is known on the day itself at the earliest.
    #[error("this appointment has not taken place yet")]
    TooEarly,
    /// A hold is extended once, within half an hour of its beginning.
    #[error("this hold cannot be extended any more")]
    ExtendedAlready,
    /// Nobody is left at that time; these are the next offers.
    #[error("this time has just been taken")]
    Taken(Vec<Offer>),
    /// Somebody else has changed it since it was read.
    #[error("the appointment has changed since it was read: read it again")]
    Changed,
    /// The idempotency key was used for another request.
    #[error("this idempotency key was used for another request")]
    KeyReused,
    /// So many holds were not confirmed that others would find no time.
    #[error("too many hours were chosen and not confirmed, try again in an hour")]
    TooManyHolds,
    /// Others were always faster.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(LoadError => AppointmentError { NotFound(noun), Store(error) });
from_cause!(QuestionError => AppointmentError { NotFound(noun), ModeNotOffered(mode) });
from_cause!(ReserveError => AppointmentError { Refused(refusal), Store(error) });
from_cause!(IdempotencyError => AppointmentError { KeyReused, Store(error) });
from_cause!(TransitionError => AppointmentError { NotFound(noun), NotPossible(why), Store(error) });
from_cause!(OutcomeError => AppointmentError { TooEarly, NotFound(noun), NotPossible(why), Store(error) });
retryable!(AppointmentError);

impl UseCaseError for AppointmentError {
    fn kind(&self) -> ErrorKind<'_> {
        match self {
            Self::NotFound(noun) => ErrorKind::NotFound(*noun),
            Self::MissingSetting(setting) => ErrorKind::MissingSetting(*setting),
            Self::ModeNotOffered(_) => ErrorKind::WrongMode,
            Self::ReferralClosed => ErrorKind::ReferralClosed,
            Self::AlreadyBooked
            | Self::NotPossible(_)
            | Self::UndoOver
            | Self::Past
            | Self::TooEarly
            | Self::ExtendedAlready => ErrorKind::Conflict,
            Self::Refused(refusal) => ErrorKind::WrongStart(refusal),
            Self::Taken(_) => ErrorKind::Taken,
            Self::Changed => ErrorKind::Changed,
            Self::KeyReused => ErrorKind::KeyReused,
            Self::TooManyHolds => ErrorKind::TooManyHolds,
            Self::Crowded(_) => ErrorKind::Crowded,
            Self::Store(error) => ErrorKind::Database(error),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "unknown",
            Self::MissingSetting(_) => "no_key",
            Self::ModeNotOffered(_) => "mode_not_offered",
            Self::ReferralClosed => "referral_closed",
            Self::AlreadyBooked => "already_booked",
            Self::NotPossible(_) => "not_possible",
            Self::UndoOver => "undo_over",
            Self::Refused(_) => "refused",
            Self::Past => "past",
            Self::TooEarly => "too_early",
            Self::ExtendedAlready => "extended_already",
            Self::Taken(_) => "taken",
            Self::Changed => "overtaken",
            Self::KeyReused => "key_reused",
            Self::TooManyHolds => "too_many_holds",
            Self::Crowded(_) => "crowded",
            Self::Store(_) => "database",
        }
    }
}

/// Why an appointment does not change its state.
#[derive(Debug, Error)]
pub(in crate::actions) enum TransitionError {
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// The appointment is not in a state for it.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(LoadError => TransitionError { NotFound(noun), Store(error) });

/// Why an outcome is not recorded.
#[derive(Debug, Error)]
pub(in crate::actions) enum OutcomeError {
    /// An outcome is known on the day itself at the earliest.
    #[error("this appointment has not taken place yet")]
    TooEarly,
    /// There is no such thing in this territory.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// The appointment is not in a state for it.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

from_cause!(LoadError => OutcomeError { NotFound(noun), Store(error) });
