//! Origin of a referral, and reasons for closing it without an attended appointment.

use serde::{Deserialize, Serialize};

/// Why a referral is closed without an appointment: exits that compete with the first appointment. A closed list, so
/// that no personal matter is ever recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitReason {
    /// Moved to another territory.
    MovedAway,
    /// Rights ended.
    RightsEnded,
    /// Found work.
    FoundWork,
    /// Received elsewhere, or registered twice.
    Elsewhere,
}

impl ExitReason {
    /// Every reason.
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

/// Origin of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReferralOrigin {
    /// From a file, a partner's system or the desk: the identity was checked by somebody.
    Partner,
    /// Self-registered on the territory's public page; the identity is not checked yet.
    SelfRegistered,
}

impl ReferralOrigin {
    /// Every origin.
    pub const ALL: [Self; 2] = [Self::Partner, Self::SelfRegistered];

    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Partner => "handed_in",
            Self::SelfRegistered => "alone",
        }
    }
}
