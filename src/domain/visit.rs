//! Visit types: duration, modes, roles, languages.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::ids::VisitTypeId;
use crate::reminder_schedule::ReminderSchedule;
use crate::time::Minutes;
use crate::word::{Word, words};

/// Mode of a visit.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Mode {
    /// At the site (sur place).
    Onsite,
    /// By telephone.
    Phone,
    /// By video.
    Video,
}

words!(Mode, "a mode of a visit");

/// A set of modes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Modes(u8);

impl Modes {
    /// Every mode.
    pub const ALL: Self = Self(0b111);
    /// On site only.
    pub const ONSITE: Self = Self(0b001);
    /// By telephone or video: from anywhere.
    pub const REMOTE: Self = Self(0b110);

    /// The set of the given modes.
    pub fn of(modes: impl IntoIterator<Item = Mode>) -> Self {
        Self(modes.into_iter().fold(0, |bits, mode| bits | 1 << mode as u8))
    }

    /// True when `mode` is in the set.
    #[must_use]
    pub const fn contains(self, mode: Mode) -> bool {
        self.0 & (1 << mode as u8) != 0
    }

    /// The modes in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// True when there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The modes inside, in order.
    pub fn iter(self) -> impl Iterator<Item = Mode> {
        Mode::ALL.into_iter().filter(move |mode| self.contains(*mode))
    }
}

impl FromIterator<Mode> for Modes {
    fn from_iter<I: IntoIterator<Item = Mode>>(modes: I) -> Self {
        Self::of(modes)
    }
}

impl IntoIterator for Modes {
    type Item = Mode;
    type IntoIter = std::vec::IntoIter<Mode>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter().collect::<Vec<_>>().into_iter()
    }
}

/// Role in a team: `social`, `employment`, `room`, `interpreter:ar`, `room:step_free` ...
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Role(String);

impl Role {
    /// Social worker.
    pub const SOCIAL: &'static str = "social";
    /// Employment counsellor.
    pub const EMPLOYMENT: &'static str = "employment";
    /// Any room of the site.
    pub const ROOM: &'static str = "room";

    /// The role called `name`: lower-case ASCII letters, digits and `_`, with at most one `:` followed by a part
    /// (which may hold `-`). `None` for anything else, or over 40 characters.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let mut parts = name.splitn(2, ':');
        let word = |part: &str, dash: bool| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || (dash && b == b'-'))
        };
        let good = name.len() <= 40
            && parts.next().is_some_and(|part| word(part, false))
            && parts.next().is_none_or(|part| word(part, true));
        good.then(|| Self(name.to_owned()))
    }

    /// The interpreter of a language: `interpreter:ar`.
    #[must_use]
    pub fn interpreter(language: &Language) -> Self {
        Self(format!("interpreter:{}", language.code()))
    }

    /// The role's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// True for `room` and every `room:...`: filled by rooms, never by people.
    #[must_use]
    pub fn is_room(&self) -> bool {
        self.0 == Self::ROOM || self.0.starts_with("room:")
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Word for Role {
    const WANTED: &'static str = "a role";

    fn word(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.name())
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::parse(word)
    }
}

/// A language by its BCP 47 code, lower case: `fr`, `ar`, `fsl` (French sign language).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// The language of `code`: two or three lower-case letters, then subtags of `-` and lower-case letters or
    /// digits, 12 characters at most.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let mut subtags = code.split('-');
        let good = code.len() <= 12
            && subtags
                .next()
                .is_some_and(|tag| matches!(tag.len(), 2 | 3) && tag.bytes().all(|b| b.is_ascii_lowercase()))
            && subtags.all(|tag| {
                !tag.is_empty() && tag.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
        good.then(|| Self(code.to_owned()))
    }

    /// French.
    #[must_use]
    pub fn french() -> Self {
        Self("fr".to_owned())
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The spoken language: `fr` for easy French, `fr-x-falc`. `-x-` introduces private subtags (RFC 5646 section
    /// 2.2.7).
    #[must_use]
    pub fn spoken(&self) -> Self {
        Self(self.0.split_once("-x-").map_or(self.0.as_str(), |(spoken, _)| spoken).to_owned())
    }
}

impl Word for Language {
    const WANTED: &'static str = "a language code";

    fn word(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.code())
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::parse(word)
    }
}

/// Where the holder of a seat must be.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SeatLocation {
    /// At the site of the appointment.
    AtSite,
    /// Anywhere, joining by telephone or video; no travel time is counted.
    Anywhere,
}

words!(SeatLocation, "a location of a seat");

/// Seats of one role in a visit type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleNeed {
    /// The role.
    pub role: Role,
    /// How many distinct resources of this role; at least 1.
    pub count: u8,
    /// The modes in which the role is needed: a room only on site.
    pub modes: Modes,
    /// Where they must be.
    pub place: SeatLocation,
}

/// A visit type (motif).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitType {
    /// Identifier.
    pub id: VisitTypeId,
    /// Its key in files and URLs: `diagnostic-conjoint`.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Duration, a multiple of five minutes.
    pub duration: Minutes,
    /// Starts are at wall-clock multiples of this: a divisor of 60, a multiple of five.
    pub grid: Minutes,
    /// Seats by role.
    pub needs: Vec<RoleNeed>,
    /// Modes in which it is offered.
    pub modes: Modes,
    /// Shortest time between now and a start.
    pub notice: Minutes,
    /// How many days ahead a start may lie; 1 to 400.
    pub horizon_days: u16,
    /// Kept free before the visit by the professionals (not by the room); a multiple of five minutes.
    pub buffer_before: Minutes,
    /// Kept free after the visit by the professionals (not by the room); a multiple of five minutes.
    pub buffer_after: Minutes,
    /// Reminders.
    pub cadence: ReminderSchedule,
    /// True when anybody may book it, without a link, from the territory's public page.
    pub is_public: bool,
}

impl VisitType {
    /// How many people meet the beneficiary in `mode`: rooms are not counted.
    #[must_use]
    pub fn people(&self, mode: Mode) -> u32 {
        let people = self.needs.iter().filter(|need| need.modes.contains(mode) && !need.role.is_room());
        people.map(|need| u32::from(need.count)).sum()
    }
}
