//! Available languages and language negotiation.

use Direction::{LeftToRight, RightToLeft};

use super::dates::{Arabic, Dates, English, French};

/// Code of French, the fallback language.
pub(super) const FRENCH: &str = "fr";

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
    /// Endonym.
    pub own_name: &'static str,
    /// Text direction.
    pub direction: Direction,
    /// Formatting of dates and times.
    pub dates: &'static dyn Dates,
    /// Texts for beneficiaries: the same messages in every language.
    pub files: &'static [&'static str],
    /// Texts for staff.
    pub office: &'static [&'static str],
}

/// The files of one language. An area is a line here and a file in every folder.
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

/// French texts for staff.
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

/// Every language, in the order of the language switch; French first. To add one, add a folder and a line.
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

/// The language without private subtags: `fr` of `fr-x-falc`.
pub(super) fn spoken(code: &'static str) -> &'static str {
    code.split_once("-x-").map_or(code, |(spoken, _)| spoken)
}

/// The languages of an `Accept-Language` header (RFC 9110 section 12.5.4), by preference; those with `q=0` and
/// invalid ones are left out.
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
