//! What a person is found by.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::beneficiary_search::fold::{digits, file_number, words};
use crate::contact;

/// What is known of a person.
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

/// One thing a person is found by: a letter that says of what kind, and the folded text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchTerm(pub(super) String);

impl SearchTerm {
    /// The text that is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The word, when it is one of a name.
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

    /// As it was stored.
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

/// Everything a person is found by: each word of the names, and names of several words in one; the telephone from
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

/// The digits of a telephone as they are compared: ten of a French one, those behind the `+` of another.
pub(super) fn phone_digits(phone: &str) -> String {
    digits(contact::phone(phone).as_deref().unwrap_or(phone))
}

/// Day and month first, so that they may stand alone.
pub(super) fn birthday(day: u32, month: u32, year: Option<i32>) -> String {
    year.map_or_else(|| format!("{month:02}{day:02}"), |year| format!("{month:02}{day:02}{year:04}"))
}
