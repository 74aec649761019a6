//! Why an action is not done.

use domain::appointment_state::NotPossible;
use domain::reception::StepNotAllowed;
use domain::search::Refusal;
use thiserror::Error;

use crate::actions::accounts::fault::AccountFault;
use crate::actions::kit::retry::{Crowded, Retryable};
use crate::actions::offers::offer::Offer;
use crate::store::StoreError;

/// A refusal the caller can act on, or a failure of the database.
#[derive(Debug, Error)]
pub enum Error {
    /// Nothing of that name in this territory.
    #[error("there is no such {0} in this territory")]
    Unknown(&'static str),
    /// The visit type is not given in that way.
    #[error("this visit type is not given in mode {0}")]
    ModeNotOffered(&'static str),
    /// The referral was closed, or the person has been received already.
    #[error("this referral is closed")]
    ReferralClosed,
    /// The referral has an appointment: it can be moved, not doubled.
    #[error("this referral has an appointment already: move it instead")]
    AlreadyBooked,
    /// The appointment is not in a state for it.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The step of the day cannot be taken.
    #[error(transparent)]
    NotNow(#[from] StepNotAllowed),
    /// The change can no longer be taken back: people have been told.
    #[error("this can no longer be taken back")]
    UndoOver,
    /// Both entries of a person hold or have booked an hour.
    #[error("both have an appointment: cancel one of them first")]
    BothExpected,
    /// The start cannot be, whoever is free.
    #[error("{0}")]
    Refused(Refusal),
    /// There is no time between the first and the last instant asked for.
    #[error(
        "nothing lies between the first and the last day: ask for later ones, within the visit type's horizon"
    )]
    EmptyWindow,
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
    /// Only what failed or is in doubt is a matter for people.
    #[error("this message has neither failed nor is it in doubt")]
    MessageNotStuck,
    /// The recipient would read an older message after a newer one.
    #[error("a later message to the same recipient says more: drop this one")]
    MessageOvertaken,
    /// Somebody else has changed it since it was read.
    #[error("the appointment has changed since it was read: read it again")]
    Overtaken,
    /// The idempotency key was used for another request.
    #[error("this idempotency key was used for another request")]
    KeyReused,
    /// So many others were faster that it is better to try again.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// Nobody can be let in by a link.
    #[error("the service has no key for personal links: set UNISSON_KEY_FILE")]
    NoKey,
    /// So many hours were held and not confirmed that others would find none.
    #[error("too many hours were chosen and not confirmed, try again in an hour")]
    TooManyHolds,
    /// An account that is not changed, or does not let in.
    #[error(transparent)]
    Account(#[from] AccountFault),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Error {
    /// Its kind in one word, for what is counted.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown",
            Self::ModeNotOffered(_) => "mode_not_offered",
            Self::ReferralClosed => "referral_closed",
            Self::AlreadyBooked => "already_booked",
            Self::NotPossible(_) => "not_possible",
            Self::NotNow(_) => "not_now",
            Self::UndoOver => "undo_over",
            Self::BothExpected => "both_expected",
            Self::Refused(_) => "refused",
            Self::EmptyWindow => "empty_window",
            Self::Past => "past",
            Self::TooEarly => "too_early",
            Self::ExtendedAlready => "extended_already",
            Self::Taken(_) => "taken",
            Self::MessageNotStuck => "message_not_stuck",
            Self::MessageOvertaken => "message_overtaken",
            Self::KeyReused => "key_reused",
            Self::Crowded(_) => "crowded",
            Self::Overtaken => "overtaken",
            Self::NoKey => "no_key",
            Self::TooManyHolds => "too_many_holds",
            Self::Account(fault) => fault.word(),
            Self::Store(_) => "database",
        }
    }
}

impl Retryable for Error {
    fn into_store(self) -> Result<StoreError, Self> {
        match self {
            Self::Store(error) => Ok(error),
            other => Err(other),
        }
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}
