//! Why a message is not sent.

/// Why a message is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl DropReason {
    /// Every reason.
    pub const ALL: [Self; 11] = [
        Self::TooLate,
        Self::NotExpected,
        Self::Changed,
        Self::ExpectedAgain,
        Self::Overtaken,
        Self::NoAddress,
        Self::Refused,
        Self::BadChannel,
        Self::SaidTogether,
        Self::PlaceTaken,
        Self::NoProvider,
    ];

    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::TooLate => "too_late",
            Self::NotExpected => "not_expected",
            Self::Changed => "changed",
            Self::ExpectedAgain => "expected_again",
            Self::Overtaken => "overtaken",
            Self::NoAddress => "no_address",
            Self::Refused => "refused",
            Self::BadChannel => "bad_channel",
            Self::SaidTogether => "said_together",
            Self::PlaceTaken => "place_taken",
            Self::NoProvider => "no_provider",
        }
    }

    /// The reason written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// Why staff abandon a message whose sending is uncertain. A closed list, so that no personal matter is ever
/// recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl AbandonReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::ToldOtherwise, Self::Arrived, Self::WrongAddress, Self::NotNeeded];

    /// The word used in the database and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ToldOtherwise => "told_otherwise",
            Self::Arrived => "arrived",
            Self::WrongAddress => "wrong_address",
            Self::NotNeeded => "not_needed",
        }
    }

    /// The reason written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}
