//! Index terms of a beneficiary.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::beneficiary_search::fold::{digits, file_number, words};
use crate::contact;

/// The searchable data of a beneficiary.
#[derive(Clone, Copy, Debug, Default)]
pub struct BeneficiaryRecord<'a> {
    /// Given name.
    pub given_name: &'a str,
    /// Family name.
    pub family_name: &'a str,
    /// Telephone.
    pub phone: Option<&'a str>,
    /// Mail address.
    pub email: Option<&'a str>,
    /// Birthday.
    pub born_on: Option<NaiveDate>,
    /// File numbers.
    pub files: &'a [&'a str],
}

/// An index term: a letter for its kind, and the folded text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchTerm(pub(super) String);

impl SearchTerm {
    /// The stored text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The word, for a term of a name.
    #[must_use]
    pub fn name_word(&self) -> Option<&str> {
        self.0.strip_prefix(NAME)
    }

    /// True when it is a birthday.
    #[must_use]
    pub fn is_birthday(&self) -> bool {
        self.0.starts_with(BIRTHDAY)
    }

    /// The term of a word of a name.
    #[must_use]
    pub fn of_name(word: &str) -> Self {
        Self(format!("{NAME}{word}"))
    }

    /// A term read from storage.
    #[must_use]
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for SearchTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SearchTerm(..)")
    }
}

pub(super) const NAME: &str = "n:";
pub(super) const PHONE: &str = "t:";
pub(super) const PHONE_FROM_END: &str = "u:";
pub(super) const BIRTHDAY: &str = "b:";
pub(super) const FILE: &str = "k:";
pub(super) const MAIL: &str = "m:";

/// All index terms of a beneficiary: each word of the names, and names of several words joined; the telephone from
/// either end; the birthday, day and month first; mail address; file numbers.
#[must_use]
pub fn terms(facts: &BeneficiaryRecord<'_>) -> BTreeSet<SearchTerm> {
    let mut found = BTreeSet::new();
    for name in [facts.given_name, facts.family_name] {
        let words = words(name);
        if words.len() > 1 {
            found.insert(SearchTerm::of_name(&words.concat()));
        }
        found.extend(words.iter().map(|word| SearchTerm::of_name(word)));
    }
    if let Some(phone) = facts.phone {
        let digits = phone_digits(phone);
        if !digits.is_empty() {
            let from_end: String = digits.chars().rev().collect();
            found.insert(SearchTerm(format!("{PHONE}{digits}")));
            found.insert(SearchTerm(format!("{PHONE_FROM_END}{from_end}")));
        }
    }
    if let Some(born) = facts.born_on {
        found.insert(SearchTerm(format!(
            "{BIRTHDAY}{}",
            birthday(born.day(), born.month(), Some(born.year()))
        )));
    }
    if let Some(email) = facts.email {
        found.insert(SearchTerm(format!("{MAIL}{}", email.trim().to_lowercase())));
    }
    let files = facts.files.iter().map(|file| file_number(file)).filter(|file| !file.is_empty());
    found.extend(files.map(|file| SearchTerm(format!("{FILE}{file}"))));
    found
}

/// The digits of a telephone number for comparison: ten of a French one, those after the `+` of another.
pub(super) fn phone_digits(phone: &str) -> String {
    digits(contact::phone(phone).as_deref().unwrap_or(phone))
}

/// Day and month first, so that they can be searched without the year.
pub(super) fn birthday(day: u32, month: u32, year: Option<i32>) -> String {
    year.map_or_else(|| format!("{month:02}{day:02}"), |year| format!("{month:02}{day:02}{year:04}"))
}
