//! What a place offers to people who move, hear or see with difficulty.

use std::collections::BTreeSet;

/// One thing a place offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessibilityFeature {
    /// One gets in without a step.
    StepFree,
    /// A lift reaches every room.
    Lift,
    /// A toilet for wheelchairs.
    Toilet,
    /// A hearing loop at the desk.
    HearingLoop,
    /// A reserved parking space.
    Parking,
}

impl AccessibilityFeature {
    /// Everything there is, in the order of screens.
    pub const ALL: [Self; 5] = [Self::StepFree, Self::Lift, Self::Toilet, Self::HearingLoop, Self::Parking];

    /// The word used in files and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::StepFree => "step_free",
            Self::Lift => "lift",
            Self::Toilet => "toilet",
            Self::HearingLoop => "hearing_loop",
            Self::Parking => "parking",
        }
    }

    /// The feature written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.word() == word)
    }
}

/// What a place offers, and what one should know besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accessibility {
    /// What it offers.
    pub features: BTreeSet<AccessibilityFeature>,
    /// One line in French, as the territory wrote it; may be empty.
    pub note: String,
}
