//! Password quality: length, and how many guesses an attacker needs; no rule about composition.
//!
//! OWASP ASVS 5.0 V6.2 and NIST SP 800-63B section 3.1.1.2: length and known passwords are checked, composition is
//! not, nothing is truncated, and no password expires by age. The guesses are estimated by `zxcvbn` (D. Wheeler, USENIX
//! Security 2016), which knows the commonest passwords, names, keyboard rows, repetitions, sequences and dates.

use std::fmt;

use thiserror::Error;
use zxcvbn::Score;

/// Fewest characters.
pub const SHORTEST: usize = 12;
/// Most characters: whole sentences, and no megabytes to hash.
pub const LONGEST: usize = 200;
/// Lowest accepted score: "safely unguessable", more than 10^8 guesses.
const LOWEST_SCORE: Score = Score::Three;
/// Words that French users and our own context add to the dictionaries of `zxcvbn`, AZERTY keyboard rows included.
const COMMON_WORDS: [&str; 24] = [
    "motdepasse",
    "azerty",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "soleil",
    "bonjour",
    "bienvenue",
    "administrateur",
    "jetaime",
    "doudou",
    "loulou",
    "chouchou",
    "marseille",
    "toulouse",
    "paris",
    "france",
    "departement",
    "metropole",
    "unisson",
    "accueil",
    "insertion",
    "rendezvous",
    "changeme",
];

/// A password as it was typed. Its `Debug` form is redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WeakPassword {
    /// Fewer than [`SHORTEST`] characters.
    #[error("too short")]
    TooShort,
    /// More than [`LONGEST`] characters.
    #[error("too long")]
    TooLong,
    /// Guessed too early: a known password, a name with digits, a keyboard row, a repetition, a date, or the account's
    /// own address.
    #[error("too common")]
    TooCommon,
}

impl Password {
    /// A password typed to sign in. Only its length is checked, so that no unbounded text is hashed; `None` when it is
    /// empty or too long.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        (!text.is_empty() && text.chars().count() <= LONGEST).then(|| Self(text.to_owned()))
    }

    /// A new password for the account with the address `email`.
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

/// True when `text` is guessed in fewer than 10^8 tries, the parts of `email` known to the attacker.
fn is_common(text: &str, email: &str) -> bool {
    let parts = email.split(['@', '.', '-', '_', '+']).filter(|part| part.chars().count() > 2);
    let local_part = email.split('@').next();
    let words: Vec<&str> = COMMON_WORDS.into_iter().chain([email]).chain(local_part).chain(parts).collect();
    zxcvbn::zxcvbn(text, &words).score() < LOWEST_SCORE
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMAIL: &str = "lea.petit@departement.example";

    #[test]
    fn a_passphrase_needs_length_and_no_special_signs() {
        for good in [
            "tortue bleue qui nage",
            "correct horse battery staple",
            "x9!x9?x9;x9:zz",
            "il pleut sur la Seine",
            "éàùçôîûëïœæß",
        ] {
            assert!(Password::new(good, EMAIL).is_ok(), "{good}");
        }
        assert_eq!(Password::new("onze lettre", EMAIL), Err(WeakPassword::TooShort));
        assert!(Password::new("douze lettre", EMAIL).is_ok());
        let long: String = ('a'..='z').cycle().step_by(5).take(LONGEST).collect();
        assert!(Password::new(&long, EMAIL).is_ok());
        assert_eq!(Password::new(&format!("{long}x"), EMAIL), Err(WeakPassword::TooLong));
    }

    #[test]
    fn what_is_guessed_early_is_refused() {
        for bad in [
            "superman1234",
            "nicolas123456",
            "P@ssw0rd1234",
            "Marseille2026!",
            "lea.petit2026",
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
    fn a_typed_password_is_kept_unchanged_and_never_shown() {
        assert_eq!(Password::typed(" deux espaces ").unwrap().bytes(), b" deux espaces ");
        assert!(Password::typed("").is_none() && Password::typed(&"x".repeat(201)).is_none());
        assert!(!format!("{:?}", Password::typed("tortue")).contains("tortue"));
    }
}
