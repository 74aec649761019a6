//! Every word a person reads: Fluent catalogues, and date words by their own rules.
//!
//! One folder a language: `fr/`, `ar/` ... with one file an area, listed in `languages`. What the person received may
//! read exists in every language; `fr/office/` is for those who work here, in French only.
//! Not for identifiers, log lines or error messages meant for operators: those are English, where they arise.

use dates::Dates;
use domain::visit::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use thiserror::Error;
use unic_langid::LanguageIdentifier;

pub use languages::{Direction, NO_BREAK_SPACE};

pub mod dates;
mod html;
mod languages;
pub mod opening_hours;
pub mod reasons;
pub mod roles;
pub mod sms;
#[cfg(test)]
mod tests;
pub mod waiting_time;
pub mod waiting_time_curve;

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
    source: languages::Source,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// The French catalogue: the one every message exists in, those of the back office included.
    ///
    /// # Errors
    /// [`TextError::Catalogue`] when the embedded files are not valid Fluent; a test proves that they are.
    pub fn french() -> Result<&'static Self, TextError> {
        Ok(languages::catalogues()?.french())
    }

    /// The catalogue for `language`, or the nearest there is: `ar` for `ar-dz`, French for what nobody has written.
    /// [`Self::code`] tells which one it is.
    ///
    /// # Errors
    /// As [`Self::french`].
    pub fn for_language(language: &Language) -> Result<&'static Self, TextError> {
        let all = languages::catalogues()?;
        Ok(all.nearest(language.code()).unwrap_or_else(|| all.french()))
    }

    /// The catalogue to answer with: what the person once chose, else the first language of the browser that there
    /// is, else `default`.
    ///
    /// # Errors
    /// As [`Self::french`].
    pub fn negotiate(
        chosen: Option<&Language>,
        accept_language: Option<&str>,
        default: &Language,
    ) -> Result<&'static Self, TextError> {
        let all = languages::catalogues()?;
        let asked = || languages::accepted(accept_language.unwrap_or_default());
        chosen
            .and_then(|language| all.nearest(language.code()))
            .or_else(|| asked().iter().find_map(|code| all.nearest(code)))
            .map_or_else(|| Self::for_language(default), Ok)
    }

    /// Every catalogue a person may choose, in the order of the language switch.
    ///
    /// # Errors
    /// As [`Self::french`].
    pub fn all() -> Result<&'static [Self], TextError> {
        Ok(languages::catalogues()?.all())
    }

    fn read(source: languages::Source) -> Result<Self, TextError> {
        let language = source.code;
        let fault = |detail: String| TextError::Catalogue { language, detail };
        let tag: LanguageIdentifier =
            languages::spoken(language).parse().map_err(|_| fault("not a language".to_owned()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The isolating marks are invisible controls: a calendar file or an SMS would show them as boxes.
        bundle.set_use_isolating(false);
        for file in source.files.iter().chain(source.office) {
            let resource = FluentResource::try_new((*file).to_owned())
                .map_err(|(_, faults)| fault(faults.first().map(ToString::to_string).unwrap_or_default()))?;
            bundle
                .add_resource(resource)
                .map_err(|faults| fault(faults.first().map(ToString::to_string).unwrap_or_default()))?;
        }
        Ok(Self { source, bundle })
    }

    /// Its own code, as it is chosen and stored: `fr`, `fr-x-falc`, `en`, `ar`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.source.code
    }

    /// The BCP 47 code of the language its messages are in, for `lang` and `Content-Language`: that of easy French
    /// is `fr`, which screen readers know.
    #[must_use]
    pub fn language(&self) -> &'static str {
        languages::spoken(self.source.code)
    }

    /// What those who speak it call it: `العربية`.
    #[must_use]
    pub const fn own_name(&self) -> &'static str {
        self.source.own_name
    }

    /// Which way it is read.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.source.direction
    }

    /// Its days, hours and durations.
    #[must_use]
    pub const fn dates(&self) -> &'static dyn Dates {
        self.source.dates
    }

    /// A telephone number for its plain text: from right to left, plain spaces would turn the groups of digits
    /// around (Unicode bidirectional algorithm, W4: only a common separator joins two numbers).
    #[must_use]
    pub fn telephone(&self, number: &str) -> String {
        match self.direction() {
            Direction::LeftToRight => number.to_owned(),
            Direction::RightToLeft => number.replace(' ', NO_BREAK_SPACE),
        }
    }

    /// The message called `key`, filled with `args`; the French one where this language has none.
    ///
    /// # Errors
    /// [`TextError::Missing`] when there is no such message, [`TextError::Incomplete`] when an argument lacks.
    pub fn get(&self, key: Key, args: &[(&'static str, Arg<'_>)]) -> Result<String, TextError> {
        match self.own(key, args) {
            Err(TextError::Missing { .. }) if self.source.code != languages::FRENCH => {
                Self::french()?.own(key, args)
            }
            said => said,
        }
    }

    fn own(&self, key: Key, args: &[(&'static str, Arg<'_>)]) -> Result<String, TextError> {
        let language = self.source.code;
        let Some(pattern) = self.bundle.get_message(key.0).and_then(|message| message.value()) else {
            return Err(TextError::Missing { key: key.0, language });
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
            Some(fault) => Err(TextError::Incomplete { key: key.0, language, lacks: fault.to_string() }),
        }
    }
}
