//! What the errors of all use cases share: the causes that any of them may have, and what an error means to whoever
//! asked.
//!
//! Each noun has an error enum of its own in `actions/<noun>/error.rs`. Its variants are what its use cases refuse,
//! beside three causes that every noun may have: something is not found, a setting is missing, the database failed.

use std::fmt;

use domain::fault::Fault;
use domain::search::Refusal;
use thiserror::Error;

use crate::store::StoreError;

/// What a use case is about: what was not found, or what was changed. Its words are those of problem details and of the
/// command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    /// A territory.
    Territory,
    /// A site of the territory.
    Site,
    /// A visit type of the territory.
    VisitType,
    /// A mode in which a beneficiary is received.
    Mode,
    /// A professional or a room.
    Resource,
    /// A professional.
    Professional,
    /// A referral.
    Referral,
    /// A beneficiary.
    Beneficiary,
    /// The second of two beneficiaries that are merged.
    OtherBeneficiary,
    /// An appointment.
    Appointment,
    /// An appointment that is expected, on its day.
    ExpectedAppointment,
    /// A message.
    Message,
    /// A call that was promised and not made yet.
    OpenCall,
    /// An account of staff.
    Account,
    /// An account that may sign in.
    OpenAccount,
    /// A session of an account.
    Session,
    /// A grant of an account.
    Grant,
    /// A personal link of a referral.
    Invitation,
    /// What a browser behind a personal link has chosen so far.
    BookingSession,
    /// The busy time that an outside calendar says.
    Calendar,
    /// A slot that became free, until those who wait were notified.
    WaitlistSlot,
    /// A value that somebody has to check.
    ValueCheck,
}

impl Noun {
    /// The noun as it is written in a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Territory => "territory",
            Self::Site => "site",
            Self::VisitType => "visit type",
            Self::Mode => "mode",
            Self::Resource => "professional or room",
            Self::Professional => "professional",
            Self::Referral => "referral",
            Self::Beneficiary => "beneficiary",
            Self::OtherBeneficiary => "other person",
            Self::Appointment => "appointment",
            Self::ExpectedAppointment => "expected appointment",
            Self::Message => "message",
            Self::OpenCall => "open call",
            Self::Account => "account",
            Self::OpenAccount => "open account",
            Self::Session => "session",
            Self::Grant => "grant",
            Self::Invitation => "invitation",
            Self::BookingSession => "booking session",
            Self::Calendar => "calendar",
            Self::WaitlistSlot => "waitlist slot",
            Self::ValueCheck => "value to check",
        }
    }
}

impl fmt::Display for Noun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// A setting without which a use case cannot work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The key of the service: personal links and hashes are made with it.
    KeyFile,
    /// The public address of the service: links lead there.
    PublicUrl,
}

impl fmt::Display for Setting {
    /// What is missing, and how it is set.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeyFile => "the service has no key for personal links: set UNISSON_KEY_FILE",
            Self::PublicUrl => "the service has no public address: set UNISSON_PUBLIC_URL",
        })
    }
}

/// What an error means to whoever asked, whatever the noun: pages and problem details are chosen by it.
#[derive(Debug)]
pub enum ErrorKind<'a> {
    /// There is no such thing in this territory.
    NotFound(Noun),
    /// The visit type is not given in that mode.
    WrongMode,
    /// No visit fits between the first and the last instant asked for.
    EmptyWindow,
    /// The start cannot be, whoever is free.
    WrongStart(&'a Refusal),
    /// A document holds these faults.
    WrongDocument(&'a [Fault]),
    /// The referral was closed, or its beneficiary has been received.
    ReferralClosed,
    /// Refused because of the present state.
    Conflict,
    /// The time was taken by somebody else.
    Taken,
    /// Somebody else has changed it since it was read.
    Changed,
    /// The idempotency key was used for another request.
    KeyReused,
    /// Too many holds were not confirmed.
    TooManyHolds,
    /// Others were always faster.
    Crowded,
    /// A setting is missing.
    MissingSetting(Setting),
    /// The database failed.
    Database(&'a StoreError),
    /// A fault of this program.
    Fault,
}

/// The error of the use cases of one noun.
pub trait UseCaseError: std::error::Error {
    /// What it means to whoever asked.
    fn kind(&self) -> ErrorKind<'_>;

    /// Its kind in one word, for what is counted.
    fn word(&self) -> &'static str;
}

impl UseCaseError for StoreError {
    fn kind(&self) -> ErrorKind<'_> {
        ErrorKind::Database(self)
    }

    fn word(&self) -> &'static str {
        "database"
    }
}

/// An error and its causes in one line, for the log: each cause that the text before it does not name already.
#[must_use]
pub fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let its_text = error.to_string();
        if !text.contains(&its_text) {
            text.push_str(": ");
            text.push_str(&its_text);
        }
        cause = error.source();
    }
    text
}

/// Lets `?` turn a cause into the error of a noun: the invocation names all
/// variants of the cause, each of which the error has under the same name.
macro_rules! from_cause {
    ($cause:ident => $error:ident { $($variant:ident $(($inner:ident))?),* $(,)? }) => {
        impl From<$cause> for $error {
            fn from(cause: $cause) -> Self {
                match cause {
                    $($cause::$variant $(($inner))? => Self::$variant $(($inner))?,)*
                }
            }
        }
    };
}

pub(in crate::actions) use from_cause;

/// Why what a use case works on was not loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// There is none.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a search cannot be asked.
#[derive(Debug, Error)]
pub enum QuestionError {
    /// There is no such visit type or site.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// The visit type is not given in that mode.
    #[error("this visit type is not given in mode {0}")]
    ModeNotOffered(&'static str),
}

/// Why what somebody wants cannot be searched for.
#[derive(Debug, Error)]
pub enum SlotRequestError {
    /// There is no such visit type or site.
    #[error("there is no such {0} in this territory")]
    NotFound(Noun),
    /// The visit type is not given in that mode.
    #[error("this visit type is not given in mode {0}")]
    ModeNotOffered(&'static str),
    /// No visit fits between the first and the last instant asked for.
    #[error("nothing lies between the first and the last day")]
    EmptyWindow,
}

from_cause!(QuestionError => SlotRequestError { NotFound(noun), ModeNotOffered(mode) });

/// Why a team is not reserved.
#[derive(Debug, Error)]
pub enum ReserveError {
    /// The start cannot be, whoever is free.
    #[error("{0}")]
    Refused(Refusal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a write with an idempotency key does not begin.
#[derive(Debug, Error)]
pub enum IdempotencyError {
    /// The key was used for another request.
    #[error("this idempotency key was used for another request")]
    KeyReused,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[cfg(test)]
mod tests {

    use sea_orm::DbErr;

    use crate::actions::kit::error::*;
    use crate::actions::kit::retry::{Crowded, LostRace};

    #[test]
    fn the_log_names_each_cause_once() {
        let store = StoreError::from(DbErr::Custom("the disk is full".to_owned()));
        assert_eq!(with_causes(&store), "database error: Custom Error: the disk is full");
        let crowded = Crowded(LostRace::Transaction(store));
        assert_eq!(
            with_causes(&crowded),
            "too many others are booking at this moment, try again: database error: Custom Error: the disk is full"
        );
    }
}
