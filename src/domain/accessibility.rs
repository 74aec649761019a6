//! Accessibility features of a site.

use std::collections::BTreeSet;

use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::word::words;

/// One accessibility feature of a site.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
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

words!(AccessibilityFeature, "a feature of accessibility");

/// Accessibility features of a site, with a free note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accessibility {
    /// The features it has.
    pub features: BTreeSet<AccessibilityFeature>,
    /// One line in French, as the territory wrote it; may be empty.
    pub note: String,
}
