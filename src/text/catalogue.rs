//! Catalogues: the Fluent messages of each language, and their formatting.

use std::sync::LazyLock;

use domain::visit::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use thiserror::Error;
use unic_langid::LanguageIdentifier;

use super::dates::Dates;
use super::languages::{Direction, FRENCH, LANGUAGES, Source, accepted, spoken};
use super::review::{Review, review};
use super::spaces::NO_BREAK_SPACE;

/// Key of a message in the catalogues. A test reads the sources: every `Key` must exist, and every message must be
/// used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(pub &'static str);

/// Argument of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg<'a> {
    /// Text, inserted unchanged.
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

impl From<usize> for Arg<'_> {
    /// How many there are. Plural forms need no more than `u32`: what is beyond is said as its largest number.
    fn from(count: usize) -> Self {
        Self::Count(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

impl From<u64> for Arg<'_> {
    /// As for `usize`.
    fn from(count: u64) -> Self {
        Self::Count(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

/// Why a message could not be formatted. Holds keys and argument names, never argument values.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// The catalogue has no such message.
    #[error("no message {key} in the catalogue {language}")]
    Missing {
        /// The key.
        key: &'static str,
        /// The catalogue.
        language: &'static str,
    },
    /// An argument is missing, or a referenced message does not exist.
    #[error("the message {key} of the catalogue {language} lacks {lacks}")]
    Incomplete {
        /// The key.
        key: &'static str,
        /// The catalogue.
        language: &'static str,
        /// What is missing, as Fluent names it.
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
    source: Source,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// The French catalogue, the only one with every message, back office included.
    ///
    /// # Errors
    /// [`TextError::Catalogue`] when the embedded files are not valid Fluent; a test proves that they are.
    pub fn french() -> Result<&'static Self, TextError> {
        Ok(catalogues()?.french())
    }

    /// The catalogue for `language`, or the closest one: `ar` for `ar-dz`, French when there is none. [`Self::code`]
    /// tells which.
    ///
    /// # Errors
    /// As [`Self::french`].
    pub fn for_language(language: &Language) -> Result<&'static Self, TextError> {
        let all = catalogues()?;
        Ok(all.nearest(language.code()).unwrap_or_else(|| all.french()))
    }

    /// Language negotiation: the chosen language, else the first available one of the browser, else `default`.
    ///
    /// # Errors
    /// As [`Self::french`].
    pub fn negotiate(
        chosen: Option<&Language>,
        accept_language: Option<&str>,
        default: &Language,
    ) -> Result<&'static Self, TextError> {
        let all = catalogues()?;
        let asked = || accepted(accept_language.unwrap_or_default());
        chosen
            .and_then(|language| all.nearest(language.code()))
            .or_else(|| asked().iter().find_map(|code| all.nearest(code)))
            .map_or_else(|| Self::for_language(default), Ok)
    }

    /// Every selectable catalogue, in the order of the language switch.
    ///
    /// # Errors
    /// As [`Self::french`].
    pub fn all() -> Result<&'static [Self], TextError> {
        Ok(catalogues()?.all())
    }

    pub(super) fn read(source: Source) -> Result<Self, TextError> {
        let language = source.code;
        let fault = |detail: String| TextError::Catalogue { language, detail };
        let tag: LanguageIdentifier =
            spoken(language).parse().map_err(|_| fault("not a language".to_owned()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks are invisible controls that calendar files and SMS would show as boxes.
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

    /// Code of the catalogue, as stored: `fr`, `fr-x-falc`, `en`, `ar`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.source.code
    }

    /// BCP 47 code for `lang` and `Content-Language`: `fr` for easy French, as screen readers expect.
    #[must_use]
    pub fn language(&self) -> &'static str {
        spoken(self.source.code)
    }

    /// Endonym: `العربية`.
    #[must_use]
    pub const fn own_name(&self) -> &'static str {
        self.source.own_name
    }

    /// Text direction.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.source.direction
    }

    /// Formatting of dates, times and durations.
    #[must_use]
    pub const fn dates(&self) -> &'static dyn Dates {
        self.source.dates
    }

    /// How many sentences it has, and how many of them a machine wrote and nobody has read yet.
    #[must_use]
    pub fn review(&self) -> Review {
        review(self.source.files)
    }

    /// A telephone number for plain text: in right-to-left text, ordinary spaces would reorder the groups of digits
    /// (Unicode bidirectional algorithm, W4: only a common separator joins two numbers).
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
    /// [`TextError::Missing`] when there is no such message, [`TextError::Incomplete`] when an argument is missing.
    pub fn get(&self, key: Key, args: &[(&'static str, Arg<'_>)]) -> Result<String, TextError> {
        match self.own(key, args) {
            Err(TextError::Missing { .. }) if self.source.code != FRENCH => Self::french()?.own(key, args),
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

/// All catalogues, in the order of [`LANGUAGES`].
struct Catalogues(Vec<Catalogue>);

impl Catalogues {
    fn read() -> Result<Self, TextError> {
        LANGUAGES.into_iter().map(Catalogue::read).collect::<Result<_, _>>().map(Self)
    }

    fn french(&self) -> &Catalogue {
        &self.0[0]
    }

    fn all(&self) -> &[Catalogue] {
        &self.0
    }

    /// The catalogue of `code`, or of its prefixes, dropping the last subtag each time (RFC 4647 section
    /// 3.4, lookup).
    fn nearest(&self, code: &str) -> Option<&Catalogue> {
        let mut rest = Some(code);
        while let Some(code) = rest {
            let found = self.0.iter().find(|catalogue| catalogue.code().eq_ignore_ascii_case(code));
            if found.is_some() {
                return found;
            }
            rest = code.rsplit_once('-').map(|(shorter, _)| shorter);
        }
        None
    }
}

fn catalogues() -> Result<&'static Catalogues, TextError> {
    static ALL: LazyLock<Result<Catalogues, TextError>> = LazyLock::new(Catalogues::read);
    ALL.as_ref().map_err(Clone::clone)
}
