//! Origin of a referral, and reasons for closing it without an attended appointment.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::word::words;

/// Why a referral is closed without an appointment: exits that compete with the first appointment. A closed list, so
/// that no personal matter is ever recorded.
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

words!(ExitReason, "a reason to close a referral");

/// Origin of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ReferralOrigin {
    /// From a file, a partner's system or the desk: the identity was checked by somebody.
    #[strum(serialize = "handed_in")]
    Partner,
    /// Self-registered on the territory's public page; the identity is not checked yet.
    #[strum(serialize = "alone")]
    SelfRegistered,
}

words!(ReferralOrigin, "an origin of a referral");
