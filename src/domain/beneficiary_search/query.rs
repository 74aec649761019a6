//! Parser of the search box for beneficiaries.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::beneficiary_search::fold::{digits, file_number, words};
use crate::beneficiary_search::terms::{BIRTHDAY, FILE, MAIL, PHONE, PHONE_FROM_END, SearchTerm, birthday};
use crate::beneficiary_search::typo::{SHORTEST_WITH_TYPO, is_near};
use crate::contact;

/// Longest query, characters.
const LONGEST: usize = 100;
/// Most parts of a query.
const MOST_PARTS: usize = 6;
/// Fewest letters of a name when nothing else is given.
const FEWEST_LETTERS: usize = 2;
/// Fewest digits of a telephone number.
const FEWEST_DIGITS: usize = 4;
/// Years per century: a two-digit year is tried in the current and in the last one.
const CENTURY: i32 = 100;

/// The names of the months, folded, the first one first.
const MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// One way in which a part of the query may match.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermMatcher {
    /// Equal to the term.
    Exact(SearchTerm),
    /// Begins with the term.
    Prefix(SearchTerm),
}

impl TermMatcher {
    fn meets(&self, term: &SearchTerm) -> bool {
        match self {
            Self::Exact(wanted) => term == wanted,
            Self::Prefix(wanted) => term.as_str().starts_with(wanted.as_str()),
        }
    }
}

/// One part of the query: a word of a name, a number or a mail address.
#[derive(Clone, PartialEq, Eq)]
pub struct QueryPart {
    /// The ways in which it may match; one is enough.
    pub matchers: Vec<TermMatcher>,
    /// The word, when typos are tolerated.
    pub word: Option<String>,
}

impl QueryPart {
    fn name(word: &str) -> Self {
        let long = word.chars().count() >= SHORTEST_WITH_TYPO;
        Self {
            matchers: vec![TermMatcher::Prefix(SearchTerm::of_name(word))],
            word: long.then(|| word.to_owned()),
        }
    }

    /// Selectivity: the part with the highest weight is evaluated first.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.matchers
            .iter()
            .map(|seek| match seek {
                TermMatcher::Exact(term) => 100 + term.as_str().len(),
                TermMatcher::Prefix(term) => term.as_str().chars().count(),
            })
            .min()
            .unwrap_or(0)
    }
}

/// A parsed query: every part must match the same beneficiary.
#[derive(Clone, PartialEq, Eq)]
pub struct BeneficiaryQuery {
    parts: Vec<QueryPart>,
}

impl BeneficiaryQuery {
    /// Parses `text`; `None` when it is too short to search for. `today` decides the century of a two-digit year.
    #[must_use]
    pub fn parse(text: &str, today: NaiveDate) -> Option<Self> {
        let text: String = text.chars().take(LONGEST).collect();
        let mut parts = Vec::new();
        let mut numbers: Vec<String> = Vec::new();
        for token in text.split_whitespace() {
            if is_number(token) {
                numbers.extend(groups(token));
            } else if let Some(month) = month(token).filter(|_| is_a_day(&numbers)) {
                numbers.push(month.to_string());
            } else {
                parts.extend(number(&mut numbers, today));
                parts.extend(word_parts(token));
            }
        }
        parts.extend(number(&mut numbers, today));
        let enough = |part: &QueryPart| {
            part.matchers.iter().any(|seek| match seek {
                TermMatcher::Exact(_) => true,
                TermMatcher::Prefix(term) => term.as_str().chars().count() >= FEWEST_LETTERS + 2,
            })
        };
        if !parts.iter().any(enough) {
            return None;
        }
        parts.sort_by_key(|part| std::cmp::Reverse(part.weight()));
        parts.truncate(MOST_PARTS);
        Some(Self { parts })
    }

    /// The parts, the most selective first.
    #[must_use]
    pub fn parts(&self) -> &[QueryPart] {
        &self.parts
    }

    /// Distance to somebody with `terms`, less is better; `None` when they do not match. Typos match.
    #[must_use]
    pub fn distance(&self, terms: &BTreeSet<SearchTerm>) -> Option<u32> {
        self.parts.iter().map(|part| distance(part, terms)).sum()
    }
}

/// 0 for an exact match, 1 for a prefix, 4 for a typo.
fn distance(part: &QueryPart, terms: &BTreeSet<SearchTerm>) -> Option<u32> {
    let exact = part.matchers.iter().any(|seek| match seek {
        TermMatcher::Exact(term) | TermMatcher::Prefix(term) => terms.contains(term),
    });
    if exact {
        return Some(0);
    }
    if terms.iter().any(|term| part.matchers.iter().any(|seek| seek.meets(term))) {
        return Some(1);
    }
    let word = part.word.as_deref()?;
    terms.iter().filter_map(SearchTerm::name_word).any(|known| is_near(word, known)).then_some(4)
}

fn is_number(token: &str) -> bool {
    token.bytes().any(|byte| byte.is_ascii_digit())
        && token.bytes().all(|byte| byte.is_ascii_digit() || b"+./-()".contains(&byte))
}

/// The groups of digits of a number, a leading `+` kept.
fn groups(token: &str) -> Vec<String> {
    let parts = token.split(['.', '/', '-', '(', ')']).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// The number of the month named by `token`.
fn month(token: &str) -> Option<usize> {
    let [word] = &words(token)[..] else { return None };
    MONTHS.iter().position(|month| *month == word.as_str()).map(|at| at + 1)
}

/// True when only a day of the month was typed so far.
fn is_a_day(numbers: &[String]) -> bool {
    matches!(numbers, [day] if day.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day)))
}

fn word_parts(token: &str) -> Vec<QueryPart> {
    if token.contains('@') {
        let mail = SearchTerm::from_stored(format!("{MAIL}{}", token.to_lowercase()));
        return vec![QueryPart { matchers: vec![TermMatcher::Prefix(mail)], word: None }];
    }
    let words = words(token);
    let has = |test: fn(&char) -> bool| words.iter().any(|word| word.chars().any(|letter| test(&letter)));
    if has(char::is_ascii_digit) {
        let file = SearchTerm::from_stored(format!("{FILE}{}", file_number(token)));
        return vec![QueryPart { matchers: vec![TermMatcher::Prefix(file)], word: None }];
    }
    words.iter().map(|word| QueryPart::name(word)).collect()
}

/// A typed number in every possible meaning: birthday, telephone, file number.
fn number(numbers: &mut Vec<String>, today: NaiveDate) -> Option<QueryPart> {
    let groups = std::mem::take(numbers);
    if groups.is_empty() {
        return None;
    }
    let mut matchers: BTreeSet<TermMatcher> = birthdays(&groups, today).into_iter().collect();
    let joined = groups.concat();
    let plain = digits(&joined);
    let phone = contact::phone(&joined).map_or_else(|| plain.clone(), |phone| digits(&phone));
    if phone.len() >= FEWEST_DIGITS {
        matchers.insert(TermMatcher::Prefix(SearchTerm::from_stored(format!("{PHONE}{phone}"))));
        let from_end: String = phone.chars().rev().collect();
        matchers.insert(TermMatcher::Prefix(SearchTerm::from_stored(format!("{PHONE_FROM_END}{from_end}"))));
    }
    matchers.insert(TermMatcher::Prefix(SearchTerm::from_stored(format!("{FILE}{plain}"))));
    Some(QueryPart { matchers: matchers.into_iter().collect(), word: None })
}

/// The birthdays that groups of digits may mean: `29 2`, `29/02/88`, `29-02-1988`, `1988-02-29`, `29021988`, `290288`.
fn birthdays(groups: &[String], today: NaiveDate) -> Vec<TermMatcher> {
    let numbers: Option<Vec<u32>> = groups.iter().map(|group| group.parse().ok()).collect();
    let Some(numbers) = numbers else { return Vec::new() };
    let exact = |day, month, year: i32| {
        let day = NaiveDate::from_ymd_opt(year, month, day).filter(|day| *day <= today)?;
        let term = birthday(day.day(), day.month(), Some(day.year()));
        Some(TermMatcher::Exact(SearchTerm::from_stored(format!("{BIRTHDAY}{term}"))))
    };
    let of_two_digits = |day, month, year: u32| -> Vec<TermMatcher> {
        let Ok(year) = i32::try_from(year) else { return Vec::new() };
        let century = today.year().div_euclid(CENTURY) * CENTURY;
        [century, century - CENTURY].into_iter().filter_map(|from| exact(day, month, from + year)).collect()
    };
    match (numbers.as_slice(), groups) {
        ([day, month], _) if NaiveDate::from_ymd_opt(2000, *month, *day).is_some() => {
            let term = birthday(*day, *month, None);
            vec![TermMatcher::Prefix(SearchTerm::from_stored(format!("{BIRTHDAY}{term}")))]
        }
        ([year, month, day], [written, ..]) if written.len() == 4 => {
            i32::try_from(*year).ok().and_then(|year| exact(*day, *month, year)).into_iter().collect()
        }
        ([day, month, year], [_, _, written]) if written.len() == 2 => of_two_digits(*day, *month, *year),
        ([day, month, year], [_, _, written]) if written.len() == 4 => {
            i32::try_from(*year).ok().and_then(|year| exact(*day, *month, year)).into_iter().collect()
        }
        ([number], [written]) if written.len() == 8 => {
            let (first, middle, last) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
            let year = u32::cast_signed;
            let day_first = exact(first, middle, year(last));
            let year_first = exact(number % 100, number / 100 % 100, year(number / 10_000));
            day_first.into_iter().chain(year_first).collect()
        }
        ([number], [written]) if written.len() == 6 => {
            of_two_digits(number / 10_000, number / 100 % 100, number % 100)
        }
        _ => Vec::new(),
    }
}
