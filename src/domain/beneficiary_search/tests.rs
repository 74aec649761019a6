//! Tests of the search, with an independent oracle.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::prelude::*;

use crate::beneficiary_search::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn samia() -> BTreeSet<SearchTerm> {
    terms(&BeneficiaryRecord {
        given_name: "Samia",
        family_name: "Ben Saïd-L'Hôte",
        phone: Some("06 12 34 56 78"),
        email: Some("Samia.BenSaid@exemple.fr"),
        born_on: Some(day("1988-02-29")),
        files: &["CAF-2026/00123"],
    })
}

fn distance(typed: &str) -> Option<u32> {
    BeneficiaryQuery::parse(typed, day("2027-01-04")).and_then(|query| query.distance(&samia()))
}

#[test]
fn a_person_is_found_however_it_is_typed() {
    for typed in [
        "sam",
        "SAMIA",
        "Samía",
        "ben said",
        "said ben",
        "bensaid",
        "ben-said",
        "l'hote",
        "lhote samia",
        "hôte",
        "samia 29/02",
        "samia 1988-02-29",
        "29/02/1988",
        "29/02/88",
        "29 02 88",
        "29 2",
        "29 février",
        "29 fevrier 1988",
        "29021988",
        "19880229",
        "290288",
        "06 12 34 56 78",
        "0612345678",
        "06.12.34",
        "+33 6 12 34 56 78",
        "0033612345678",
        "5678",
        "56 78",
        "345678",
        "caf-2026/00123",
        "CAF 2026 00123",
        "caf202600123",
        "caf2026",
        "samia.ben",
        "samia.bensaid@exemple.fr",
        "samia.bensaid@",
    ] {
        let found = distance(typed).is_some();
        // `CAF` alone is a word, and no name of hers.
        assert_eq!(found, typed != "CAF 2026 00123", "{typed}");
    }
}

#[test]
fn one_wrong_letter_a_word_is_forgiven_and_told_apart() {
    assert_eq!(distance("samia"), Some(0));
    assert_eq!(distance("sami"), Some(1));
    for typed in ["samai", "smia", "saamia", "sania", "xamia"] {
        assert_eq!(distance(typed), Some(4), "{typed}");
    }
    for typed in ["sumai", "dupont", "samia dupont", "samia 28/02", "07 12 34 56 78", "saq"] {
        assert_eq!(distance(typed), None, "{typed}");
    }
}

#[test]
fn too_little_finds_nobody() {
    for typed in ["", " ", "s", "'", "- -", "@", "s b"] {
        assert!(
            BeneficiaryQuery::parse(typed, day("2027-01-04"))
                .is_none_or(|query| query.distance(&samia()).is_none()),
            "{typed}"
        );
    }
}

#[test]
fn what_is_typed_has_an_end() {
    let long = "a".repeat(5_000);
    assert!(
        BeneficiaryQuery::parse(&long, day("2027-01-04")).unwrap().parts()[0].word.as_ref().unwrap().len()
            <= 100
    );
    let many = "ab ".repeat(2_000);
    assert!(BeneficiaryQuery::parse(&many, day("2027-01-04")).unwrap().parts().len() <= 6);
    assert!(words(&"é".repeat(5_000)).iter().all(|word| word.len() <= 60));
}

#[test]
fn people_who_may_be_one_are_told_why() {
    let known = BeneficiaryRecord {
        given_name: "Jean-Pierre",
        family_name: "Dupont",
        phone: Some("0612345678"),
        email: Some("jp@exemple.fr"),
        born_on: Some(day("1970-05-06")),
        files: &["r-1"],
    };
    let none = BeneficiaryRecord::default();
    for (new, why) in [
        (BeneficiaryRecord { files: &["R1"], ..none }, Some(DuplicateReason::File)),
        (
            BeneficiaryRecord {
                given_name: "Dupont",
                family_name: "jean pierre",
                born_on: known.born_on,
                ..none
            },
            Some(DuplicateReason::NameAndBirthday),
        ),
        (
            BeneficiaryRecord { given_name: "Jean", family_name: "Dupond", born_on: known.born_on, ..none },
            Some(DuplicateReason::NameAndBirthday),
        ),
        (
            BeneficiaryRecord {
                given_name: "Jean",
                family_name: "Martin",
                phone: Some("+33612345678"),
                ..none
            },
            Some(DuplicateReason::NameAndPhone),
        ),
        (
            BeneficiaryRecord { given_name: "Anne", phone: Some("06 12 34 56 78"), ..none },
            Some(DuplicateReason::Phone),
        ),
        (
            BeneficiaryRecord { given_name: "Anne", email: Some("JP@exemple.fr"), ..none },
            Some(DuplicateReason::Email),
        ),
        (
            BeneficiaryRecord { given_name: "Jean", family_name: "Dupont", ..none },
            Some(DuplicateReason::Name),
        ),
        (
            BeneficiaryRecord {
                given_name: "Jean",
                family_name: "Dupont",
                born_on: Some(day("1999-01-01")),
                ..none
            },
            None,
        ),
        (
            BeneficiaryRecord { given_name: "Anne", family_name: "Dupont", born_on: known.born_on, ..none },
            Some(DuplicateReason::BirthdayAndPartOfName),
        ),
        (
            BeneficiaryRecord {
                given_name: "Jeanpierre",
                family_name: "Dupont",
                born_on: known.born_on,
                ..none
            },
            Some(DuplicateReason::NameAndBirthday),
        ),
        (
            BeneficiaryRecord {
                given_name: "Jean-Pierre",
                family_name: "Martin",
                born_on: known.born_on,
                ..none
            },
            Some(DuplicateReason::BirthdayAndPartOfName),
        ),
        (BeneficiaryRecord { given_name: "Anne", family_name: "Martin", ..none }, None),
    ] {
        assert_eq!(possible_duplicate(&new, &known), why, "{new:?}");
        assert_eq!(possible_duplicate(&known, &new), why, "{new:?}, the other way round");
    }
}

/// Damerau's distance with the whole table, written for its own sake: substitution, insertion, deletion, exchange.
fn damerau(one: &[char], other: &[char]) -> usize {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = match (i, j) {
                (0, _) => j,
                (_, 0) => i,
                _ => {
                    let cost = usize::from(one[i - 1] != other[j - 1]);
                    let mut best =
                        (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + cost);
                    if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                        best = best.min(table[i - 2][j - 2] + 1);
                    }
                    best
                }
            };
        }
    }
    table[one.len()][other.len()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn near_is_one_change_at_most(one in "[abc]{0,13}", other in "[abc]{0,13}") {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        prop_assert_eq!(is_near(&one, &other), damerau(&letters(&one), &letters(&other)) <= 1);
    }

    #[test]
    fn near_words_share_a_key(word in "[abcd]{4,14}", at in 0_usize..14, letter in "[abcd]", how in 0..4) {
        let mut letters: Vec<char> = word.chars().collect();
        let at = at.min(letters.len() - 1);
        let new = letter.chars().next().unwrap();
        match how {
            0 => letters[at] = new,
            1 => letters.insert(at, new),
            2 => { letters.remove(at); }
            _ => { let next = (at + 1).min(letters.len() - 1); letters.swap(at, next); }
        }
        let typed: String = letters.into_iter().collect();
        prop_assert!(!keys(&word).is_disjoint(&keys(&typed)), "{} {}", word, typed);
    }

    #[test]
    fn folding_twice_changes_nothing(text in "\\PC{0,60}") {
        let once = words(&text);
        prop_assert_eq!(words(&once.join(" ")), once);
    }

    #[test]
    fn nothing_typed_is_a_fault(text in ".{0,300}") {
        if let Some(query) = BeneficiaryQuery::parse(&text, day("2027-01-04")) {
            prop_assert!(!query.parts().is_empty());
            let _ = query.distance(&samia());
        }
    }
}
