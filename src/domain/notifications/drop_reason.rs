//! Why a message is not sent.

use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::word::words;

/// Why a message is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum DropReason {
    /// The time it announces has passed.
    TooLate,
    /// The appointment, or the recipient's part in it, is no longer expected.
    NotExpected,
    /// The appointment has another time, site or mode since.
    Changed,
    /// What it revokes is booked again.
    ExpectedAgain,
    /// Superseded by a later message.
    Overtaken,
    /// The beneficiary has no address for that channel.
    NoAddress,
    /// The beneficiary refuses that channel.
    Refused,
    /// The address is known to be bad.
    BadChannel,
    /// Covered by another message of the same day.
    SaidTogether,
    /// The slot is taken.
    PlaceTaken,
    /// No provider is configured for that channel.
    NoProvider,
}

words!(DropReason, "a reason to drop a message");

/// Why staff abandon a message whose sending is uncertain. A closed list, so that no personal matter is ever
/// recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AbandonReason {
    /// The recipient was informed by telephone or in person.
    ToldOtherwise,
    /// It arrived after all.
    Arrived,
    /// The address is wrong.
    WrongAddress,
    /// It is no longer needed.
    NotNeeded,
}

words!(AbandonReason, "a reason to abandon a message");
