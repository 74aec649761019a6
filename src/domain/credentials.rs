//! Credentials of a beneficiary's pages: a long token in a mail, a short code in a letter or SMS.
//!
//! A code can be guessed in time, so it needs the birthday as well and attempts are limited ([`MAX_ATTEMPTS_PER_HOUR`],
//! [`MAX_ATTEMPTS`]); a token cannot.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// Letters of a code: none that looks or sounds like another (0 O, 1 I), and no vowels, so that no word is formed.
pub const ALPHABET: &[u8; 29] = b"23456789BCDFGHJKLMNPQRSTVWXYZ";
/// Letters in a code: 29^8 is about 5 x 10^11.
pub const CODE_LENGTH: usize = 8;
/// Bytes in a token: 160 bits, where 128 are required.
pub const TOKEN_BYTES: usize = 20;
/// Characters of a token: [`TOKEN_BYTES`] in base64url without padding (RFC 4648 section 5).
pub const TOKEN_LENGTH: usize = 27;
/// Wrong birthdays allowed for one link per hour; then the beneficiary is asked to phone.
pub const MAX_ATTEMPTS_PER_HOUR: u32 = 3;
/// Wrong birthdays allowed for one link in total; then a new one is needed. With 366 birthdays somebody who steals
/// the letter succeeds once in forty.
pub const MAX_ATTEMPTS: u32 = 9;

/// A short code. Its `Debug` form is redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// The code made of random `bytes`, uniformly distributed; `None` when they are too few (32 bytes suffice, but
    /// for one time in 10^16).
    #[must_use]
    pub fn from_random(bytes: &[u8]) -> Option<Self> {
        let base = u8::try_from(ALPHABET.len()).ok()?;
        let whole = base * (u8::MAX / base);
        let letters: String = bytes
            .iter()
            .filter(|byte| **byte < whole)
            .take(CODE_LENGTH)
            .map(|byte| char::from(ALPHABET[usize::from(*byte % base)]))
            .collect();
        (letters.len() == CODE_LENGTH).then_some(Self(letters))
    }

    /// Parses a typed code: lower case, spaces and hyphens are accepted.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .take(CODE_LENGTH + 1)
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        let good = letters.len() == CODE_LENGTH && letters.bytes().all(|letter| ALPHABET.contains(&letter));
        good.then_some(Self(letters))
    }

    /// The letters without hyphen, as in a URL.
    #[must_use]
    pub fn letters(&self) -> &str {
        &self.0
    }

    /// The letters in two groups, for display: `K7M2-QX9B`.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at(CODE_LENGTH / 2);
        format!("{first}-{second}")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

/// A long token. Its `Debug` form is redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token written `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let good = text.len() == TOKEN_LENGTH
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        good.then(|| Self(text.to_owned()))
    }

    /// Its characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The credential in the last segment of a link's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// From a mail.
    Token(Token),
    /// From a letter or an SMS.
    Code(Code),
}

impl Credential {
    /// Parses `text` as a token or a code. What a sentence puts behind a link, or a mail program takes for a part of it,
    /// is left out: neither ends with such a letter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = without_end_of_sentence(text);
        Token::parse(text).map(Self::Token).or_else(|| Code::parse(text).map(Self::Code))
    }

    /// Its characters, as they are looked up.
    #[must_use]
    pub fn characters(&self) -> &str {
        match self {
            Self::Token(token) => token.as_str(),
            Self::Code(code) => code.letters(),
        }
    }
}

/// `text` without the spaces and the punctuation that end it.
fn without_end_of_sentence(text: &str) -> &str {
    text.trim_end_matches(|letter: char| {
        letter.is_whitespace() || ".,;:!?)]}>\"'\u{bb}\u{2019}\u{2026}".contains(letter)
    })
}

/// Highest known age, years.
const OLDEST: u32 = 122;
/// Age, years, below which nobody is oriented: the RSA begins at 25, at 18 for young workers, and earlier only for
/// young parents (Code de l'action sociale et des familles, art. L. 262-4 and L. 262-7-1); missions locales receive
/// from 16 on.
const YOUNGEST: u32 = 14;

/// True when somebody who is oriented on `today` can have been born on `day`.
#[must_use]
pub fn is_birthday(day: NaiveDate, today: NaiveDate) -> bool {
    day <= today && today.years_since(day).is_some_and(|years| (YOUNGEST..=OLDEST).contains(&years))
}

/// A birthday without its year, as beneficiaries are asked for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Birthday {
    day: u8,
    month: u8,
}

impl Birthday {
    /// The birthday on `day` of `month`, if the calendar has it in a leap year.
    #[must_use]
    pub fn new(day: u8, month: u8) -> Option<Self> {
        NaiveDate::from_ymd_opt(2000, u32::from(month), u32::from(day)).map(|_| Self { day, month })
    }

    /// The birthday of somebody born on `day`.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        #[expect(clippy::expect_used, reason = "a month has at most 31 days, a year 12 months")]
        let small = |number: u32| u8::try_from(number).expect("days and months fit into a byte");
        Self { day: small(day.day()), month: small(day.month()) }
    }

    /// Day and month in two bytes, for comparison in constant time.
    #[must_use]
    pub const fn bytes(self) -> [u8; 2] {
        [self.day, self.month]
    }
}

impl fmt::Debug for Birthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Birthday(..)")
    }
}

#[cfg(test)]
mod tests {
    use crate::credentials::*;

    #[test]
    fn a_code_is_eight_letters_that_cannot_be_mistaken() {
        for seed in 0..=u8::MAX {
            let bytes: Vec<u8> = (0..32_u8).map(|n| n.wrapping_mul(37).wrapping_add(seed)).collect();
            let code = Code::from_random(&bytes).unwrap();
            assert_eq!(code.letters().len(), CODE_LENGTH);
            assert!(!code.letters().contains(['0', 'O', '1', 'I', 'A', 'E', 'U']), "{}", code.letters());
            assert_eq!(Code::parse(code.letters()), Some(code));
        }
        assert_eq!(Code::from_random(&[255; 32]), None, "what would favour some letters is not used");
        assert_eq!(Code::from_random(&[0; 7]), None);
    }

    #[test]
    fn every_letter_is_as_likely_as_another() {
        let mut count = [0; ALPHABET.len()];
        for byte in 0..=u8::MAX {
            if let Some(code) = Code::from_random(&[byte; CODE_LENGTH]) {
                let letter = code.letters().as_bytes()[0];
                count[ALPHABET.iter().position(|known| *known == letter).unwrap()] += 1;
            }
        }
        assert_eq!(count, [8; ALPHABET.len()]);
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code::parse("K7M2QX9B").unwrap();
        for typed in ["k7m2qx9b", "K7M2-QX9B", " K7M2 QX9B ", "k7m2 - qx9b"] {
            assert_eq!(Code::parse(typed), Some(code.clone()), "{typed}");
        }
        assert_eq!(code.grouped(), "K7M2-QX9B");
        for wrong in ["", "K7M2QX9", "K7M2QX9BB", "K7M2QX90", "K7M2QXIB", "É7M2QX9B", "../../x"] {
            assert_eq!(Code::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_link_is_told_by_its_length() {
        assert!(matches!(Credential::parse("abcdefghijklmnopqrstuvw_-12"), Some(Credential::Token(_))));
        assert!(matches!(Credential::parse("K7M2QX9B"), Some(Credential::Code(_))));
        for wrong in ["", "abc", "abcdefghijklmnopqrstuvw_-1", "abcdefghijklmnopqrstuvw_-1/", "K7M2QX9B?x"] {
            assert_eq!(Credential::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_opens_is_never_written_to_a_log() {
        let door = format!(
            "{:?} {:?}",
            Credential::parse("K7M2QX9B"),
            Credential::parse("abcdefghijklmnopqrstuvw_-12")
        );
        assert!(!door.contains("K7M2") && !door.contains("abcdef"), "{door}");
        assert!(!format!("{:?}", Birthday::new(31, 12)).contains("31"));
    }

    #[test]
    fn a_birthday_is_a_day_that_exists() {
        for (day, month, good) in
            [(29, 2, true), (30, 2, false), (31, 4, false), (31, 12, true), (0, 1, false), (1, 13, false)]
        {
            assert_eq!(Birthday::new(day, month).is_some(), good, "{day}/{month}");
        }
        let born = NaiveDate::from_ymd_opt(1988, 2, 29).unwrap();
        assert_eq!(Some(Birthday::of(born)), Birthday::new(29, 2));
    }
}
