//! Fields that a source says something about, and a statement: what it says in all of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::territory_document::Referral;

/// A field of a referral or its beneficiary that a list of referrals may hold.
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
pub enum StatedField {
    /// Given name.
    GivenName,
    /// Family name.
    FamilyName,
    /// Birthday.
    BornOn,
    /// Mail address.
    Email,
    /// Telephone.
    Phone,
    /// Language of messages.
    Language,
    /// The organisation in charge.
    Organisation,
    /// Preferred site.
    Site,
    /// The referent.
    Referent,
    /// Language an interpreter is needed for.
    Interpreter,
}

crate::word::words!(StatedField, "a field of a referral");

impl StatedField {
    /// True for a field of the person, false for one of the referral.
    #[must_use]
    pub const fn is_of_person(self) -> bool {
        match self {
            Self::GivenName
            | Self::FamilyName
            | Self::BornOn
            | Self::Email
            | Self::Phone
            | Self::Language => true,
            Self::Organisation | Self::Site | Self::Referent | Self::Interpreter => false,
        }
    }

    /// What `referral` holds in this field, in its stored form; `None` when it is empty.
    #[must_use]
    pub fn value_in(self, referral: &Referral) -> Option<String> {
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        match self {
            Self::GivenName => filled(&referral.given_name),
            Self::FamilyName => filled(&referral.family_name),
            Self::BornOn => referral.born_on.map(|day| day.to_string()),
            Self::Email => referral.email.clone(),
            Self::Phone => referral.phone.clone(),
            Self::Language => referral.language.as_ref().map(|language| language.code().to_owned()),
            Self::Organisation => referral.organisation.map(|id| id.to_string()),
            Self::Site => referral.site.map(|id| id.to_string()),
            Self::Referent => referral.referent.map(|id| id.to_string()),
            Self::Interpreter => referral.interpreter.as_ref().map(|language| language.code().to_owned()),
        }
    }

    /// Gives `referral` the value that `other` has in this field.
    pub(super) fn copy(self, other: &Referral, referral: &mut Referral) {
        match self {
            Self::GivenName => referral.given_name.clone_from(&other.given_name),
            Self::FamilyName => referral.family_name.clone_from(&other.family_name),
            Self::BornOn => referral.born_on = other.born_on,
            Self::Email => referral.email.clone_from(&other.email),
            Self::Phone => referral.phone.clone_from(&other.phone),
            Self::Language => referral.language.clone_from(&other.language),
            Self::Organisation => referral.organisation = other.organisation,
            Self::Site => referral.site = other.site,
            Self::Referent => referral.referent = other.referent,
            Self::Interpreter => referral.interpreter.clone_from(&other.interpreter),
        }
    }
}

/// What a source said of one referral, by field; a field of which it said nothing is not in it.
pub type Statement = BTreeMap<StatedField, String>;

/// What a line that was read as `referral` says.
#[must_use]
pub fn statement_of(referral: &Referral) -> Statement {
    let said = |field: StatedField| field.value_in(referral).map(|value| (field, value));
    StatedField::ALL.into_iter().filter_map(said).collect()
}

/// Who edited a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum EditedBy {
    /// An account of staff.
    Desk,
    /// The beneficiary, on their own pages.
    Person,
}

crate::word::words!(EditedBy, "desk or person");
