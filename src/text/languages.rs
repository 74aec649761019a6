//! The languages there are, and which one to answer in.

use std::sync::LazyLock;

use Direction::{LeftToRight, RightToLeft};

use super::dates::{Arabic, Dates, English, French};
use super::{Catalogue, TextError};

/// The code of French: the language of the last resort.
pub(super) const FRENCH: &str = "fr";

/// U+00A0. Not in GSM-7: never in what leaves as a French SMS.
pub const NO_BREAK_SPACE: &str = "\u{a0}";

/// A header longer than this many languages is not read to its end.
const MOST_ACCEPTED: usize = 20;

/// Which way a language is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// As French.
    LeftToRight,
    /// As Arabic.
    RightToLeft,
}

impl Direction {
    /// The value of HTML's `dir`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// What a catalogue is made of.
#[derive(Clone, Copy)]
pub(super) struct Source {
    /// BCP 47, lower case; what follows `-x-` is ours (`fr-x-falc`, RFC 5646 section 2.2.7).
    pub code: &'static str,
    /// What those who speak it call it.
    pub own_name: &'static str,
    /// Which way it is read.
    pub direction: Direction,
    /// Its days and hours.
    pub dates: &'static dyn Dates,
    /// What the person received may read: the same messages in every language.
    pub files: &'static [&'static str],
    /// What those who work here read.
    pub office: &'static [&'static str],
}

/// The files of one folder. An area is a line here and a file in every folder.
macro_rules! folder {
    ($code:literal) => {
        &[
            include_str!(concat!($code, "/page.ftl")),
            include_str!(concat!($code, "/mail.ftl")),
            include_str!(concat!($code, "/booking.ftl")),
            include_str!(concat!($code, "/sms.ftl")),
            include_str!(concat!($code, "/territory.ftl")),
        ]
    };
}

/// French for those who work here.
pub(super) const OFFICE: &[&str] = &[
    include_str!("fr/office/accounts.ftl"),
    include_str!("fr/office/messages.ftl"),
    include_str!("fr/office/demo.ftl"),
    include_str!("fr/office/desk.ftl"),
    include_str!("fr/office/professional_emails.ftl"),
    include_str!("fr/office/pages.ftl"),
    include_str!("fr/office/reasons.ftl"),
    include_str!("fr/office/waiting_time.ftl"),
];

/// Every language, in the order of the language switch; French first. A new one is a folder and a line.
pub(super) const LANGUAGES: [Source; 4] = [
    source(FRENCH, "Français", LeftToRight, &French, folder!("fr"), OFFICE),
    source("fr-x-falc", "Français facile", LeftToRight, &French, folder!("fr-x-falc"), &[]),
    source("en", "English", LeftToRight, &English, folder!("en"), &[]),
    source("ar", "العربية", RightToLeft, &Arabic, folder!("ar"), &[]),
];

const fn source(
    code: &'static str,
    own_name: &'static str,
    direction: Direction,
    dates: &'static dyn Dates,
    files: &'static [&'static str],
    office: &'static [&'static str],
) -> Source {
    Source { code, own_name, direction, dates, files, office }
}

/// All catalogues, in the order of [`LANGUAGES`].
pub(super) struct Catalogues(Vec<Catalogue>);

impl Catalogues {
    fn read() -> Result<Self, TextError> {
        LANGUAGES.into_iter().map(Catalogue::read).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn french(&self) -> &Catalogue {
        &self.0[0]
    }

    pub(super) fn all(&self) -> &[Catalogue] {
        &self.0
    }

    /// The catalogue of `code`, or of what is left when its last subtags are dropped one by one (RFC 4647 section
    /// 3.4, lookup).
    pub(super) fn nearest(&self, code: &str) -> Option<&Catalogue> {
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

pub(super) fn catalogues() -> Result<&'static Catalogues, TextError> {
    static ALL: LazyLock<Result<Catalogues, TextError>> = LazyLock::new(Catalogues::read);
    ALL.as_ref().map_err(Clone::clone)
}

/// The language without what is ours in its code: `fr` of `fr-x-falc`.
pub(super) fn spoken(code: &'static str) -> &'static str {
    code.split_once("-x-").map_or(code, |(spoken, _)| spoken)
}

/// The languages of an `Accept-Language` header (RFC 9110 section 12.5.4), the most wanted first; those refused by
/// `q=0` and what cannot be read are left out.
pub(super) fn accepted(header: &str) -> Vec<&str> {
    let mut wanted: Vec<(&str, f32)> = header
        .split(',')
        .take(MOST_ACCEPTED)
        .filter_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let code = parts.next().filter(|code| !code.is_empty() && *code != "*")?;
            let weight = match parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q="))) {
                Some(weight) => weight.trim().parse().ok().filter(|weight| (0.0..=1.0).contains(weight))?,
                None => 1.0,
            };
            (weight > 0.0).then_some((code, weight))
        })
        .collect();
    wanted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    wanted.into_iter().map(|(code, _)| code).collect()
}
