//! Detection of possible duplicates before a beneficiary is created.

use std::collections::BTreeSet;

use crate::beneficiary_search::fold::{file_number, words};
use crate::beneficiary_search::terms::{BeneficiaryRecord, phone_digits};
use crate::beneficiary_search::typo::{SHORTEST_WITH_TYPO, is_near};

/// Why two records may be the same beneficiary, the surest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DuplicateReason {
    /// The same file number.
    File,
    /// Names and birthday match.
    NameAndBirthday,
    /// The same telephone and a word of the names.
    NameAndPhone,
    /// The same mail address.
    Email,
    /// The same telephone.
    Phone,
    /// The same names, and at most one birthday is known.
    Name,
    /// The same birthday and a word of the names.
    BirthdayAndPartOfName,
}

/// Why `one` and `other` may be the same beneficiary, if so. Names match when each word of the shorter name is close
/// to one of the longer, in any order: a second given name or a married name may be missing, and one letter of each
/// word may be wrong.
#[must_use]
pub fn possible_duplicate(
    one: &BeneficiaryRecord<'_>,
    other: &BeneficiaryRecord<'_>,
) -> Option<DuplicateReason> {
    let folded = |facts: &BeneficiaryRecord<'_>| -> BTreeSet<String> {
        facts.files.iter().map(|file| file_number(file)).filter(|file| !file.is_empty()).collect()
    };
    if !folded(one).is_disjoint(&folded(other)) {
        return Some(DuplicateReason::File);
    }
    let (mine, theirs) = (name_words(one), name_words(other));
    let (few, many, whole) =
        if mine.len() <= theirs.len() { (&mine, &theirs, other) } else { (&theirs, &mine, one) };
    // `Benali` matches `Ben Ali`.
    let joined = [whole.given_name, whole.family_name].map(|name| words(name).concat());
    let is_met = |word: &&String| many.iter().chain(&joined).any(|known| is_like(word, known));
    let met = few.iter().filter(is_met).count();
    let (all, some) = (met == few.len() && met >= 2, met >= 1);
    let birthdays = one.born_on.zip(other.born_on);
    let same_birthday = birthdays.is_some_and(|(one, other)| one == other);
    let phone =
        |facts: &BeneficiaryRecord<'_>| facts.phone.map(phone_digits).filter(|digits| !digits.is_empty());
    let same_phone = phone(one).is_some() && phone(one) == phone(other);
    let mail = |facts: &BeneficiaryRecord<'_>| facts.email.map(|mail| mail.trim().to_lowercase());
    if all && same_birthday {
        Some(DuplicateReason::NameAndBirthday)
    } else if some && same_phone {
        Some(DuplicateReason::NameAndPhone)
    } else if mail(one).is_some() && mail(one) == mail(other) {
        Some(DuplicateReason::Email)
    } else if same_phone {
        Some(DuplicateReason::Phone)
    } else if all && birthdays.is_none() {
        Some(DuplicateReason::Name)
    } else if some && same_birthday {
        Some(DuplicateReason::BirthdayAndPartOfName)
    } else {
        None
    }
}

/// True when two records under one external number can be about the same person: what one says may correct the other.
///
/// The number names a household as often as a person, so it proves nothing by itself. Equal birthdays prove it, whatever
/// the names: they may be corrected, or a birth name become a married one. With two birthdays the names must match.
/// Where a birthday is missing, the given name must: spouses share the family name.
#[must_use]
pub fn is_one_person(one: &BeneficiaryRecord<'_>, other: &BeneficiaryRecord<'_>) -> bool {
    match one.born_on.zip(other.born_on) {
        Some((mine, theirs)) if mine == theirs => true,
        Some(_) => all_alike(&words_of(one), &words_of(other)),
        None => {
            let (mine, theirs) = (words(one.given_name), words(other.given_name));
            if mine.is_empty() || theirs.is_empty() {
                return any_alike(&words_of(one), &words_of(other));
            }
            // Given and family name exchanged by whoever typed them are the same names.
            any_alike(&mine, &theirs) || all_alike(&words_of(one), &words_of(other))
        }
    }
}

fn words_of(record: &BeneficiaryRecord<'_>) -> Vec<String> {
    name_words(record).into_iter().collect()
}

fn any_alike(one: &[String], other: &[String]) -> bool {
    one.iter().any(|word| other.iter().any(|known| is_like(word, known)))
}

/// Each word of the shorter list is like one of the longer.
fn all_alike(one: &[String], other: &[String]) -> bool {
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    few.iter().all(|word| many.iter().any(|known| is_like(word, known)))
}

fn name_words(facts: &BeneficiaryRecord<'_>) -> BTreeSet<String> {
    [facts.given_name, facts.family_name].into_iter().flat_map(words).collect()
}

fn is_like(one: &str, other: &str) -> bool {
    let long = |word: &str| word.chars().count() >= SHORTEST_WITH_TYPO;
    one == other || (long(one) && long(other) && is_near(one, other))
}
