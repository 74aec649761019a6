//! Every word a person reads: Fluent catalogues, and date words by their own rules.
//!
//! Not for identifiers, log lines or error messages meant for operators: those are English, where they arise.

use std::sync::LazyLock;

use domain::visit::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use thiserror::Error;
use unic_langid::LanguageIdentifier;

pub mod curve;
pub mod dates;
pub mod reasons;
pub mod roles;
#[cfg(test)]
mod tests;
pub mod waits;

const FRENCH: &str = include_str!("fr.ftl");
static FRENCH_CATALOGUE: LazyLock<Result<Catalogue, TextError>> =
    LazyLock::new(|| Catalogue::read("fr", Direction::LeftToRight, FRENCH));

/// The name of a message of the catalogues. A test reads the sources: every `Key` written there is in the
/// catalogue, and every message of the catalogue is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(pub &'static str);

/// What a message is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg<'a> {
    /// Text, put in as it is.
    Text(&'a str),
    /// A number that may choose between singular and plural.
    Count(u32),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

/// Which way a language is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// As French.
    LeftToRight,
}

impl Direction {
    /// The value of HTML's `dir`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
        }
    }
}

/// Why a message could not be said. Holds keys and names of arguments, never what they were filled with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// The catalogue has no such message.
    #[error("no message {key} in the catalogue {language}")]
    Missing {
        /// The key asked for.
        key: &'static str,
        /// The catalogue asked.
        language: &'static str,
    },
    /// The message wants an argument it was not given, or refers to a message that does not exist.
    #[error("the message {key} of the catalogue {language} lacks {lacks}")]
    Incomplete {
        /// The key asked for.
        key: &'static str,
        /// The catalogue asked.
        language: &'static str,
        /// What it lacks, as Fluent names it.
        lacks: String,
    },
    /// The catalogue itself is not valid Fluent.
    #[error("the catalogue {language} cannot be read: {detail}")]
    Catalogue {
        /// The catalogue.
        language: &'static str,
        /// The first fault found.
        detail: String,
    },
}

/// The messages of one language.
pub struct Catalogue {
    language: &'static str,
    direction: Direction,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// The French catalogue: the one every message exists in.
    ///
    /// # Errors
    /// [`TextError::Catalogue`] when the embedded file is not valid Fluent; a test proves that it is.
    pub fn french() -> Result<&'static Self, TextError> {
        FRENCH_CATALOGUE.as_ref().map_err(Clone::clone)
    }

    /// The catalogue for `language`, or the nearest there is: today French for all.
    /// [`Self::language`] tells which one it is, for `lang` and `Content-Language`.
    ///
    /// # Errors
    /// As [`Self::french`].
    pub fn for_language(_language: &Language) -> Result<&'static Self, TextError> {
        Self::french()
    }

    fn read(language: &'static str, direction: Direction, source: &str) -> Result<Self, TextError> {
        let fault = |detail: String| TextError::Catalogue { language, detail };
        let resource = FluentResource::try_new(source.to_owned())
            .map_err(|(_, faults)| fault(faults.first().map(ToString::to_string).unwrap_or_default()))?;
        let tag: LanguageIdentifier = language.parse().map_err(|_| fault("not a language".to_owned()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The isolating marks are invisible controls: a calendar file or an SMS would show them as boxes.
        bundle.set_use_isolating(false);
        bundle
            .add_resource(resource)
            .map_err(|faults| fault(faults.first().map(ToString::to_string).unwrap_or_default()))?;
        Ok(Self { language, direction, bundle })
    }

    /// The BCP 47 code of the language its messages are in.
    #[must_use]
    pub const fn language(&self) -> &'static str {
        self.language
    }

    /// Which way it is read.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// The message called `key`, filled with `args`.
    ///
    /// # Errors
    /// [`TextError::Missing`] when there is no such message, [`TextError::Incomplete`] when an argument lacks.
    pub fn get(&self, key: Key, args: &[(&'static str, Arg<'_>)]) -> Result<String, TextError> {
        let Some(pattern) = self.bundle.get_message(key.0).and_then(|message| message.value()) else {
            return Err(TextError::Missing { key: key.0, language: self.language });
        };
        let args: FluentArgs<'_> = args
            .iter()
            .map(|(name, arg)| {
                (
                    *name,
                    match arg {
                        Arg::Text(text) => FluentValue::from(*text),
                        Arg::Count(count) => FluentValue::from(*count),
                    },
                )
            })
            .collect();
        let mut faults: Vec<FluentError> = Vec::new();
        let said = self.bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned();
        match faults.first() {
            None => Ok(said),
            Some(fault) => {
                Err(TextError::Incomplete { key: key.0, language: self.language, lacks: fault.to_string() })
            }
        }
    }
}
