//! Accessibility features of a site.

use std::collections::BTreeSet;

/// One accessibility feature of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessibilityFeature {
    /// Entrance without steps.
    StepFree,
    /// A lift reaches every room.
    Lift,
    /// Toilet for wheelchair users.
    Toilet,
    /// A hearing loop at the desk.
    HearingLoop,
    /// A reserved parking space.
    Parking,
}

impl AccessibilityFeature {
    /// Every feature, in display order.
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

/// Accessibility features of a site, with a free note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accessibility {
    /// The features it has.
    pub features: BTreeSet<AccessibilityFeature>,
    /// One line in French, as the territory wrote it; may be empty.
    pub note: String,
}
