//! Special needs of a beneficiary for a visit.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::visit::Role;
use crate::word::words;

/// A need of a beneficiary. A closed list: nothing about health or family is recorded in free text.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
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
pub enum BeneficiaryNeed {
    /// Step-free entrance and room.
    StepFree,
    /// French sign language.
    SignLanguage,
    /// Accompanied by a child.
    Child,
    /// Accompanied by a helper.
    Helper,
}

words!(BeneficiaryNeed, "a need of a beneficiary");

impl BeneficiaryNeed {
    /// The role of a step-free room.
    pub const STEP_FREE_ROOM: &'static str = "room:step_free";
    /// The role of an interpreter of French sign language.
    pub const SIGN_INTERPRETER: &'static str = "interpreter:fsl";

    /// True when it changes the required roles, so that the search must be run again.
    #[must_use]
    pub const fn changes_search(self) -> bool {
        matches!(self, Self::StepFree | Self::SignLanguage)
    }

    /// The role that replaces `role` for somebody with this need.
    #[must_use]
    pub fn replacement_for(self, role: &Role) -> Option<Role> {
        let wanted = self == Self::StepFree && role.name() == Role::ROOM;
        wanted.then(|| Role::parse(Self::STEP_FREE_ROOM)).flatten()
    }

    /// The role needed in addition.
    #[must_use]
    pub fn additional_role(self) -> Option<Role> {
        (self == Self::SignLanguage).then(|| Role::parse(Self::SIGN_INTERPRETER)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for wish in BeneficiaryNeed::ALL {
            assert_eq!(BeneficiaryNeed::from_word(wish.word()), Some(wish));
        }
        assert_eq!(BeneficiaryNeed::from_word("money"), None);
    }

    #[test]
    fn only_what_takes_somebody_or_something_changes_the_search() {
        let room = Role::parse(Role::ROOM).unwrap();
        let social = Role::parse(Role::SOCIAL).unwrap();
        for wish in BeneficiaryNeed::ALL {
            let changes = wish.replacement_for(&room).is_some() || wish.additional_role().is_some();
            assert_eq!(changes, wish.changes_search(), "{wish:?}");
            assert_eq!(wish.replacement_for(&social), None);
        }
    }
}
