//! Validator: parses the values of a document and collects faults.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::contact;
use crate::fault::Fault;
use crate::nir::holds_nir;
use crate::territory_document::validated::KnownIds;
use crate::time::{MinuteOfDay, is_plausible};
use crate::visit::{Language, Mode, Modes, Role};

/// Longest stored text.
const LONGEST_TEXT: usize = 200;

/// Collects faults while a document is read.
pub(super) struct Validator<'a> {
    known: &'a KnownIds,
    new_id: &'a mut dyn FnMut() -> Uuid,
    faults: Vec<Fault>,
    /// Referrals received after this local date are refused.
    pub(super) today: NaiveDate,
}

impl<'a> Validator<'a> {
    pub(super) fn new(known: &'a KnownIds, new_id: &'a mut dyn FnMut() -> Uuid, today: NaiveDate) -> Self {
        Self { known, new_id, faults: Vec::new(), today }
    }

    pub(super) fn finish<T>(self, value: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() { Ok(value) } else { Err(self.faults) }
    }

    pub(super) fn new_id(&mut self) -> Uuid {
        (self.new_id)()
    }

    /// The existing identifier of `key` in that list, or a new one.
    pub(super) fn id(&mut self, list: &'static str, key: &str) -> Uuid {
        self.known.id(list, key).unwrap_or_else(|| self.new_id())
    }

    /// True when `key` exists in that list.
    pub(super) fn is_known(&self, list: &'static str, key: &str) -> bool {
        self.known.id(list, key).is_some()
    }

    pub(super) fn fault(
        &mut self,
        field: impl Into<String>,
        found: impl Into<String>,
        suggestion: impl Into<String>,
    ) {
        self.faults.push(Fault::new(field, found, suggestion));
    }

    /// Checks the keys of one list: well formed and unique.
    pub(super) fn keys<'k>(&mut self, list: &str, keys: impl Iterator<Item = &'k str>) {
        let mut seen = BTreeSet::new();
        for (index, key) in keys.enumerate() {
            if holds_nir(key) {
                self.nir(&format!("{list}[{index}].key"));
                continue;
            }
            let good = !key.is_empty()
                && key.len() <= 64
                && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !good {
                self.fault(
                    format!("{list}[{key}].key"),
                    format!("{key:?} is not a key"),
                    "use 1 to 64 lower-case letters, digits and dashes",
                );
            }
            if !seen.insert(key) {
                self.fault(format!("{list}[{key}].key"), "this key stands twice", "give each its own");
            }
        }
    }

    /// A text of one line, not empty, without control characters.
    pub(super) fn text(&mut self, field: &str, text: &str) -> String {
        if text.trim().is_empty() {
            self.fault(field, "nothing is written", "write a text");
        } else if text.chars().count() > LONGEST_TEXT {
            self.fault(field, "the text is too long", format!("use {LONGEST_TEXT} characters at most"));
        } else if text.chars().any(char::is_control) {
            self.fault(field, "the text holds a line break or control character", "write it on one line");
        } else if holds_nir(text) {
            self.nir(field);
        }
        text.trim().to_owned()
    }

    /// A given or family name. People of one name only have the other empty.
    pub(super) fn name(&mut self, field: &str, name: &str, other: &str) -> String {
        if name.trim().is_empty() && !other.trim().is_empty() {
            return String::new();
        }
        self.text(field, name)
    }

    /// A telephone number in its stored form ([`contact::phone_in`]).
    pub(super) fn phone(&mut self, field: &str, typed: &str, zone: Tz) -> String {
        let number = contact::phone_in(typed, zone);
        if number.is_none() {
            self.fault(
                field,
                "this is not a telephone number that can be dialled",
                "write it as 06 12 34 56 78, or +212 6 12 34 56 78 for another country; in a sheet, format the \
                 column as text",
            );
        }
        number.unwrap_or_default()
    }

    /// Reports a social security number, without repeating it.
    fn nir(&mut self, field: &str) {
        self.fault(field, "it holds a social security number (NIR)", "leave it out: it is never kept here");
    }

    /// A mail address, plain: one `@`, a dot behind it, no character that could end a header.
    pub(super) fn email(&mut self, field: &str, text: &str) -> String {
        if !contact::is_email(text) {
            self.fault(field, "this is not a mail address", "write it as nom@exemple.fr");
        }
        text.to_owned()
    }

    pub(super) fn date(&mut self, field: &str, day: NaiveDate) {
        if !is_plausible(day) {
            self.fault(field, format!("the date {day} is too far away"), "use a date from 2000 to 2199");
        }
    }

    /// A wall-clock minute, `00:00` to `24:00`, a multiple of five.
    pub(super) fn minute(&mut self, field: &str, text: &str) -> MinuteOfDay {
        let minute = if text == "24:00" {
            Some(MinuteOfDay::END)
        } else {
            NaiveTime::parse_from_str(text, "%H:%M").ok().map(MinuteOfDay::of)
        };
        match minute {
            Some(minute) if minute.0 % 5 == 0 => minute,
            Some(_) => {
                self.fault(
                    field,
                    format!("{text} is not a multiple of five minutes"),
                    "round it to five minutes",
                );
                MinuteOfDay(0)
            }
            None => {
                self.fault(field, format!("{text:?} is not a time"), "write it as 09:30");
                MinuteOfDay(0)
            }
        }
    }

    /// Two minutes of one day, the second after the first.
    pub(super) fn hours(&mut self, field: &str, from: &str, to: &str) -> (MinuteOfDay, MinuteOfDay) {
        let before = self.faults.len();
        let (start, end) =
            (self.minute(&format!("{field}.from"), from), self.minute(&format!("{field}.to"), to));
        if end <= start && self.faults.len() == before {
            self.fault(
                format!("{field}.to"),
                format!("it ends at {to}, not after it starts at {from}"),
                "give a later end, or two openings when it passes midnight",
            );
        }
        (start, end)
    }

    /// A duration in minutes, a multiple of five, within bounds.
    pub(super) fn minutes(
        &mut self,
        field: &str,
        minutes: u32,
        least: u32,
        most: u32,
    ) -> crate::time::Minutes {
        if !minutes.is_multiple_of(5) {
            self.fault(
                field,
                format!("{minutes} is not a multiple of five minutes"),
                "round it to five minutes",
            );
        } else if !(least..=most).contains(&minutes) {
            self.fault(field, format!("{minutes} minutes is out of range"), format!("use {least} to {most}"));
        }
        crate::time::Minutes(minutes)
    }

    /// Modes by their words; all of them when none is named.
    pub(super) fn modes(&mut self, field: &str, words: &[String]) -> Modes {
        if words.is_empty() {
            return Modes::ALL;
        }
        let known: Vec<Mode> = words.iter().filter_map(|word| Mode::from_word(word)).collect();
        if known.len() != words.len() {
            self.fault(field, format!("unknown mode among {words:?}"), "use onsite, phone, video");
        }
        Modes::of(known)
    }

    pub(super) fn role(&mut self, field: &str, name: &str) -> Option<Role> {
        let role = Role::parse(name);
        if role.is_none() {
            self.fault(
                field,
                format!("{name:?} is not a role"),
                "use words like social, room, interpreter:ar",
            );
        }
        role
    }

    pub(super) fn language(&mut self, field: &str, code: &str) -> Option<Language> {
        let language = Language::parse(code);
        if language.is_none() {
            self.fault(
                field,
                format!("{code:?} is not a language code"),
                "use a BCP 47 code such as fr, ar, fsl",
            );
        }
        language
    }

    /// The value that `find` gives for `key`, or a fault that names the list it should be in.
    pub(super) fn known<T>(&mut self, field: &str, list: &str, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.fault(
                field,
                format!("{key:?} does not stand among the {list}"),
                format!("name one of the {list}"),
            );
        }
        value
    }
}
