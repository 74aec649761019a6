//! How a referral comes, and how it ends other than by an attended appointment.

use serde::{Deserialize, Serialize};

/// Why a person is no longer concerned: exits that compete with the first appointment. A closed list, so that no
/// private matter is ever written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitReason {
    /// Lives in another territory now.
    MovedAway,
    /// No longer has the right.
    RightsEnded,
    /// Found work.
    FoundWork,
    /// Received elsewhere, or registered twice.
    Elsewhere,
}

impl ExitReason {
    /// Every exit.
    pub const ALL: [Self; 4] = [Self::MovedAway, Self::RightsEnded, Self::FoundWork, Self::Elsewhere];

    /// The word used in the database and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::MovedAway => "moved_away",
            Self::RightsEnded => "rights_ended",
            Self::FoundWork => "found_work",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// How a referral came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReferralOrigin {
    /// From a file, a partner's system or the desk: somebody else has seen the person.
    HandedIn,
    /// The person said who they are on the territory's public page; nobody has checked it yet.
    Alone,
}

impl ReferralOrigin {
    /// Every origin.
    pub const ALL: [Self; 2] = [Self::HandedIn, Self::Alone];

    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::HandedIn => "handed_in",
            Self::Alone => "alone",
        }
    }
}
