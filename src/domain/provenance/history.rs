//! What is known of a source before its next list is read, and what that list then changes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::beneficiary_search::is_one_person;
use crate::fault::Fault;
use crate::ids::{BeneficiaryId, ReferralId};
use crate::provenance::decision::{Decision, StatedValue, decide};
use crate::provenance::field::{StatedField, Statement, statement_of};
use crate::territory_document::Referral;

/// What a source said before, and what was edited since.
#[derive(Clone, Debug, Default)]
pub struct SourceHistory {
    /// The day as of which the list that is read now speaks, if it says so.
    pub as_of: Option<NaiveDate>,
    /// The latest day as of which the source has spoken.
    pub last_as_of: Option<NaiveDate>,
    /// What it said last of each referral.
    pub statements: BTreeMap<ReferralId, Statement>,
    /// The local day of each edit that stands.
    pub edits: BTreeMap<(BeneficiaryId, StatedField), NaiveDate>,
}

/// A value that somebody has to decide on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueToCheck {
    /// Whose.
    pub beneficiary: BeneficiaryId,
    /// The referral under whose key it was stated.
    pub referral: ReferralId,
    /// Which.
    pub field: StatedField,
    /// What the source says.
    pub stated: String,
}

/// What reading a list leaves to be written, beside the changed referrals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// What the source says now of each referral, where that is new.
    pub statements: BTreeMap<ReferralId, Statement>,
    /// Edits that a later value has replaced.
    pub replaced_edits: BTreeSet<(BeneficiaryId, StatedField)>,
    /// Values to check.
    pub to_check: Vec<ValueToCheck>,
}

impl SourceHistory {
    /// True when the list speaks as of an earlier day than the source already has: it then changes nothing that is
    /// known.
    #[must_use]
    pub fn is_older_list(&self) -> bool {
        self.as_of.zip(self.last_as_of).is_some_and(|(day, last)| day < last)
    }

    /// Gives `wanted`, read from a line about the stored `old`, the values that count, and notes in `reconciled` what
    /// is left to be written. A [`Fault`] when the line is about another person than the stored one, and says so for the
    /// first time; nothing is then noted.
    #[must_use]
    pub fn reconcile(
        &self,
        old: &Referral,
        wanted: &mut Referral,
        reconciled: &mut Reconciled,
    ) -> Option<Fault> {
        if self.is_older_list() {
            for field in StatedField::ALL {
                field.copy(old, wanted);
            }
            return None;
        }
        let said = statement_of(wanted);
        let before = self.statements.get(&wanted.id);
        let repeats_who = before.is_some_and(|before| {
            [StatedField::GivenName, StatedField::FamilyName, StatedField::BornOn]
                .iter()
                .all(|field| said.get(field) == before.get(field))
        });
        if !repeats_who && !is_one_person(&old.record(), &wanted.record()) {
            return Some(Fault::new(
                format!("referrals[{}].family_name", wanted.key),
                format!("this number is that of {}, the line names {}", old.who(), wanted.who()),
                "give that person a number of their own, or correct the line: an import never turns one person \
                 into another",
            ));
        }
        for field in StatedField::ALL {
            let current = field.value_in(old);
            let edit = (old.beneficiary, field);
            let decision = decide(StatedValue {
                stated: said.get(&field).map(String::as_str),
                previous: before.and_then(|before| before.get(&field)).map(String::as_str),
                current: current.as_deref(),
                edited_on: self.edits.get(&edit).copied(),
                as_of: self.as_of,
            });
            match decision {
                Decision::Keep => field.copy(old, wanted),
                Decision::Change => {
                    if self.edits.contains_key(&edit) {
                        reconciled.replaced_edits.insert(edit);
                    }
                }
                Decision::Check => {
                    field.copy(old, wanted);
                    reconciled.to_check.extend(said.get(&field).map(|stated| ValueToCheck {
                        beneficiary: old.beneficiary,
                        referral: old.id,
                        field,
                        stated: stated.clone(),
                    }));
                }
            }
        }
        self.note(wanted.id, said, reconciled);
        None
    }

    /// Notes what a line says of a referral: a field of which it says nothing keeps what was said of
    /// it before.
    pub(crate) fn note(&self, referral: ReferralId, said: Statement, reconciled: &mut Reconciled) {
        let before = self.statements.get(&referral);
        let mut all = before.cloned().unwrap_or_default();
        all.extend(said);
        if before != Some(&all) {
            reconciled.statements.insert(referral, all);
        }
    }
}
