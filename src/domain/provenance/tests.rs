//! Imports and edits in any order: nobody becomes another, no edit is undone by what is not later.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use uuid::Uuid;

use crate::ids::{BeneficiaryId, ReferralId};
use crate::provenance::*;
use crate::territory_document::Referral;
use crate::visit::Language;

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 1).unwrap() + Days::new(number)
}

fn camille() -> Referral {
    Referral {
        id: ReferralId(Uuid::from_u128(1)),
        key: "1234567".to_owned(),
        beneficiary: BeneficiaryId(Uuid::from_u128(2)),
        given_name: "Camille".to_owned(),
        family_name: "Vasquin".to_owned(),
        email: None,
        phone: Some("0639980010".to_owned()),
        born_on: NaiveDate::from_ymd_opt(1990, 7, 14),
        language: Some(Language::french()),
        organisation: None,
        received_on: day(0),
        site: None,
        referent: None,
        interpreter: None,
    }
}

/// One referral as it is stored, and what is known of the values.
struct Stored {
    referral: Referral,
    statements: BTreeMap<&'static str, BTreeMap<ReferralId, Statement>>,
    last_as_of: BTreeMap<&'static str, NaiveDate>,
    edits: BTreeMap<(BeneficiaryId, StatedField), NaiveDate>,
    to_check: Vec<ValueToCheck>,
}

impl Stored {
    fn new() -> Self {
        Self {
            referral: camille(),
            statements: BTreeMap::new(),
            last_as_of: BTreeMap::new(),
            edits: BTreeMap::new(),
            to_check: Vec::new(),
        }
    }

    fn edit_phone(&mut self, phone: &str, on: NaiveDate) {
        self.referral.phone = Some(phone.to_owned());
        self.edits.insert((self.referral.beneficiary, StatedField::Phone), on);
    }

    /// Imports a line; true when a value of the referral has changed.
    fn import(&mut self, source: &'static str, as_of: Option<NaiveDate>, line: &Referral) -> bool {
        let history = SourceHistory {
            as_of,
            last_as_of: self.last_as_of.get(source).copied(),
            statements: self.statements.get(source).cloned().unwrap_or_default(),
            edits: self.edits.clone(),
        };
        let (mut wanted, mut reconciled) = (line.clone(), Reconciled::default());
        if history.reconcile(&self.referral, &mut wanted, &mut reconciled).is_some() {
            return false;
        }
        self.statements.entry(source).or_default().extend(reconciled.statements);
        self.edits.retain(|edit, _| !reconciled.replaced_edits.contains(edit));
        self.to_check.extend(reconciled.to_check);
        if let Some(day) = as_of {
            let last = self.last_as_of.entry(source).or_insert(day);
            *last = day.max(*last);
        }
        let changed = wanted != self.referral;
        self.referral = wanted;
        changed
    }

    fn phone(&self) -> &str {
        self.referral.phone.as_deref().unwrap_or_default()
    }
}

fn with_phone(phone: &str) -> Referral {
    Referral { phone: Some(phone.to_owned()), ..camille() }
}

#[test]
fn the_same_file_again_does_not_undo_an_edit() {
    let mut stored = Stored::new();
    stored.import("caf", None, &camille());
    stored.edit_phone("0639980099", day(3));
    assert!(!stored.import("caf", None, &camille()));
    assert!(!stored.import("caf", Some(day(9)), &camille()), "it says nothing new");
    assert_eq!(stored.phone(), "0639980099");
    assert!(stored.to_check.is_empty());
}

#[test]
fn an_edit_yields_to_a_later_value_only() {
    for (as_of, phone, checks) in
        [(Some(day(4)), "0639980012", 0), (Some(day(3)), "0639980099", 1), (None, "0639980099", 1)]
    {
        let mut stored = Stored::new();
        stored.import("caf", Some(day(1)), &camille());
        stored.edit_phone("0639980099", day(3));
        stored.import("caf", as_of, &with_phone("0639980012"));
        assert_eq!((stored.phone(), stored.to_check.len()), (phone, checks), "{as_of:?}");
        assert!(!stored.import("caf", as_of, &with_phone("0639980012")));
        assert_eq!(stored.to_check.len(), checks, "asked once");
    }
}

#[test]
fn a_list_older_than_the_last_one_of_its_source_changes_nothing() {
    let mut stored = Stored::new();
    stored.import("caf", Some(day(5)), &with_phone("0639980012"));
    assert!(!stored.import("caf", Some(day(4)), &camille()));
    assert!(
        stored.import("mission-locale", Some(day(4)), &camille()),
        "another source is not older than itself"
    );
}

#[test]
fn what_is_left_empty_takes_nothing_away() {
    let mut stored = Stored::new();
    stored.referral.language = Language::parse("ar");
    let empty = Referral { phone: None, language: None, born_on: None, ..camille() };
    assert!(!stored.import("caf", Some(day(1)), &empty));
    assert_eq!(stored.phone(), "0639980010");
}

#[test]
fn a_number_that_names_a_household_turns_nobody_into_the_other_spouse() {
    let denis = Referral {
        given_name: "Denis".to_owned(),
        born_on: NaiveDate::from_ymd_opt(1988, 3, 2),
        phone: Some("0639980011".to_owned()),
        ..camille()
    };
    let history = SourceHistory::default();
    let fault = history.reconcile(&camille(), &mut denis.clone(), &mut Reconciled::default()).unwrap();
    assert!(fault.found.contains("Camille Vasquin, born on 1990-07-14"), "{}", fault.found);
    assert!(fault.found.contains("Denis Vasquin, born on 1988-03-02"), "{}", fault.found);
    let unborn = Referral { born_on: None, ..denis };
    assert!(history.reconcile(&camille(), &mut unborn.clone(), &mut Reconciled::default()).is_some());
}

#[test]
fn a_name_or_a_birthday_is_corrected() {
    for corrected in [
        Referral { family_name: "Delmas".to_owned(), ..camille() },
        Referral { family_name: "Delmas".to_owned(), born_on: None, ..camille() },
        Referral { given_name: "Kamille".to_owned(), ..camille() },
        Referral { born_on: NaiveDate::from_ymd_opt(1990, 4, 17), ..camille() },
    ] {
        let mut stored = Stored::new();
        assert!(stored.import("caf", None, &corrected), "{corrected:?}");
    }
}

/// What happens to the referral.
#[derive(Clone, Debug)]
enum Step {
    Import { source: &'static str, as_of: Option<u64>, phone: Option<u8>, denis: bool },
    Edit { phone: u8, on: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    let import = (
        prop_oneof![Just("caf"), Just("mission-locale")],
        proptest::option::of(0..20_u64),
        proptest::option::of(0..4_u8),
        proptest::bool::weighted(0.2),
    )
        .prop_map(|(source, as_of, phone, denis)| Step::Import { source, as_of, phone, denis });
    let edit = (4..8_u8, 0..20_u64).prop_map(|(phone, on)| Step::Edit { phone, on });
    prop_oneof![3 => import, 1 => edit]
}

fn number(phone: u8) -> String {
    format!("063998001{phone}")
}

proptest! {
    #[test]
    fn no_order_of_imports_and_edits_undoes_a_later_edit(steps in proptest::collection::vec(step(), 1..40)) {
        let mut stored = Stored::new();
        let mut edited: Option<(String, u64)> = None;
        for step in steps {
            match step {
                Step::Edit { phone, on } => {
                    stored.edit_phone(&number(phone), day(on));
                    edited = Some((number(phone), on));
                }
                Step::Import { source, as_of, phone, denis } => {
                    let mut line = Referral { phone: phone.map(number), ..camille() };
                    if denis {
                        line.given_name = "Denis".to_owned();
                        line.born_on = NaiveDate::from_ymd_opt(1988, 3, 2);
                    }
                    stored.import(source, as_of.map(day), &line);
                    let after = (stored.referral.clone(), stored.to_check.len());
                    prop_assert!(!stored.import(source, as_of.map(day), &line));
                    prop_assert_eq!((stored.referral.clone(), stored.to_check.len()), after);
                    if let Some((value, on)) = &edited {
                        if stored.phone() == value {
                            continue;
                        }
                        prop_assert!(as_of.is_some_and(|as_of| as_of > *on), "undone by {as_of:?}, edited on {on}");
                        edited = None;
                    }
                }
            }
            prop_assert_eq!(stored.referral.given_name.as_str(), "Camille");
        }
    }
}
