//! Passwords: long enough and not among the first that anybody tries; no rule about what they are made of.
//!
//! OWASP ASVS 5.0 V6.2 and NIST SP 800-63B section 3.1.1.2: length and known passwords are checked, composition is
//! not, nothing is cut off, and no password ends by age.

use std::fmt;

use thiserror::Error;

/// Fewest characters.
pub const SHORTEST: usize = 12;
/// Most characters: whole sentences, and no megabytes to hash.
pub const LONGEST: usize = 200;
/// Words that stand in the passwords everybody tries first, French keyboards included.
const COMMON: [&str; 26] = [
    "motdepasse",
    "password",
    "azerty",
    "qwerty",
    "azertyuiop",
    "qwertyuiop",
    "soleil",
    "bonjour",
    "bienvenue",
    "administrateur",
    "administrator",
    "admin",
    "welcome",
    "letmein",
    "iloveyou",
    "jetaime",
    "doudou",
    "loulou",
    "marseille",
    "france",
    "departement",
    "unisson",
    "accueil",
    "insertion",
    "changeme",
    "secret",
];

/// A password as it was typed. No `Debug` of its letters.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a new password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WeakPassword {
    /// Fewer than [`SHORTEST`] characters.
    #[error("too short")]
    TooShort,
    /// More than [`LONGEST`] characters.
    #[error("too long")]
    TooLong,
    /// Anybody would try it early: a known one with some digits, a row of the keyboard, one thing again and again, or
    /// the account's own address.
    #[error("too common")]
    TooCommon,
}

impl Password {
    /// What somebody typed who says they have it already. Only its length is looked at, so that nothing endless is
    /// hashed; `None` when it cannot be one.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        (!text.is_empty() && text.chars().count() <= LONGEST).then(|| Self(text.to_owned()))
    }

    /// A new password for the account with that address.
    ///
    /// # Errors
    /// [`WeakPassword`].
    pub fn new(text: &str, email: &str) -> Result<Self, WeakPassword> {
        let length = text.chars().count();
        if length < SHORTEST {
            Err(WeakPassword::TooShort)
        } else if length > LONGEST {
            Err(WeakPassword::TooLong)
        } else if is_common(text, email) {
            Err(WeakPassword::TooCommon)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

fn is_common(text: &str, email: &str) -> bool {
    let small = text.to_lowercase();
    let letters: String = small.chars().filter(|letter| letter.is_alphabetic()).collect();
    let name = email.split('@').next().unwrap_or_default();
    // Whatever is left when the digits and signs are gone is one known word, once or again and again.
    let is_known = COMMON.iter().any(|word| {
        !letters.is_empty()
            && letters.len().is_multiple_of(word.len())
            && letters == word.repeat(letters.len() / word.len())
    });
    is_known || small == email || (!name.is_empty() && small == name) || is_monotonous(&small)
}

/// One to four characters again and again, or each the next of the one before: `121212121212`, `abcdefghijkl`.
fn is_monotonous(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let repeats =
        |period: usize| letters.iter().zip(letters.iter().skip(period)).all(|(one, other)| one == other);
    let climbs = |by: i64| {
        let number = |letter: char| i64::from(u32::from(letter));
        let steps = letters.windows(2).filter(|pair| number(pair[1]) - number(pair[0]) == by).count();
        // One break is allowed: from 9 to 0.
        steps + 2 >= letters.len()
    };
    (1..=4).any(repeats)
        || climbs(1)
        || climbs(-1)
        || ["azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm"].iter().any(|rows| rows.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMAIL: &str = "lea.petit@departement.example";

    #[test]
    fn length_is_what_counts() {
        for good in ["tortue bleue qui nage", "x9!x9?x9;x9:zz", "il pleut sur la Seine", "éàùçôîûëïœæß"]
        {
            assert!(Password::new(good, EMAIL).is_ok(), "{good}");
        }
        assert_eq!(Password::new("onze lettre", EMAIL), Err(WeakPassword::TooShort));
        assert!(Password::new("douze lettre", EMAIL).is_ok());
        let long: String = ('a'..='z').cycle().step_by(5).take(LONGEST).collect();
        assert!(Password::new(&long, EMAIL).is_ok());
        assert_eq!(Password::new(&format!("{long}x"), EMAIL), Err(WeakPassword::TooLong));
    }

    #[test]
    fn what_anybody_tries_first_is_refused() {
        for bad in [
            "motdepasse123",
            "MotDePasse2026!",
            "password1234",
            "azertyuiop12",
            "Azerty123456",
            "123456789012",
            "111111111111",
            "abcabcabcabc",
            "abcdefghijklm",
            "987654321098",
            "azertyuiopqs",
            "bonjourbonjour",
            "lea.petit@departement.example",
            "Departement77!!",
        ] {
            assert_eq!(Password::new(bad, EMAIL), Err(WeakPassword::TooCommon), "{bad}");
        }
    }

    #[test]
    fn what_is_typed_is_taken_as_it_is_and_never_shown() {
        assert_eq!(Password::typed(" deux espaces ").unwrap().bytes(), b" deux espaces ");
        assert!(Password::typed("").is_none() && Password::typed(&"x".repeat(201)).is_none());
        assert!(!format!("{:?}", Password::typed("tortue")).contains("tortue"));
    }
}
