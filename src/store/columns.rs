//! Words and numbers in columns, read back into domain values.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use domain::accessibility::{Accessibility, AccessibilityFeature};
use domain::holidays::HolidayCalendar;
use domain::referral::ReferralOrigin;
use domain::reminder_schedule::{Reminder, ReminderSchedule};
use domain::theme::Colour;
use domain::time::{MinuteOfDay, Minutes};
use domain::visit::{Language, Mode, Modes, Role, SeatLocation};
use domain::zone;

use crate::store::error::StoreError;

fn corrupt<T>(
    table: &'static str,
    found: &impl ToString,
    wanted: &'static str,
    value: Option<T>,
) -> Result<T, StoreError> {
    value.ok_or_else(|| StoreError::Corrupt { table, found: found.to_string(), wanted })
}

pub(super) fn modes(table: &'static str, words: &str) -> Result<Modes, StoreError> {
    let modes: Option<Vec<Mode>> = words.split_whitespace().map(Mode::from_word).collect();
    corrupt(table, &words, "a list of modes", modes.map(Modes::of))
}

pub(super) fn modes_text(modes: Modes) -> String {
    modes.iter().map(Mode::word).collect::<Vec<_>>().join(" ")
}

pub(super) fn mode(table: &'static str, word: &str) -> Result<Mode, StoreError> {
    corrupt(table, &word, "a mode", Mode::from_word(word))
}

pub(super) fn reminders(table: &'static str, words: &str) -> Result<Vec<Reminder>, StoreError> {
    corrupt(table, &words, "a list of reminders", ReminderSchedule::reminders_of(words))
}

pub(super) fn role(table: &'static str, name: &str) -> Result<Role, StoreError> {
    corrupt(table, &name, "a role", Role::parse(name))
}

pub(super) fn place(table: &'static str, word: &str) -> Result<SeatLocation, StoreError> {
    let place =
        [SeatLocation::AtSite, SeatLocation::Anywhere].into_iter().find(|place| place_text(*place) == word);
    corrupt(table, &word, "at_site or anywhere", place)
}

pub(super) const fn place_text(place: SeatLocation) -> &'static str {
    match place {
        SeatLocation::AtSite => "at_site",
        SeatLocation::Anywhere => "anywhere",
    }
}

pub(super) fn origin(table: &'static str, word: &str) -> Result<ReferralOrigin, StoreError> {
    corrupt(table, &word, "an origin", ReferralOrigin::ALL.into_iter().find(|origin| origin.word() == word))
}

pub(super) fn zone(table: &'static str, name: &str) -> Result<Tz, StoreError> {
    corrupt(table, &name, "a French time zone", zone::french_zone(name))
}

pub(super) fn holidays(table: &'static str, word: &str) -> Result<HolidayCalendar, StoreError> {
    corrupt(table, &word, "a holiday calendar", HolidayCalendar::from_word(word))
}

pub(super) fn brand(table: &'static str, text: Option<&str>) -> Result<Option<Colour>, StoreError> {
    text.map(|text| corrupt(table, &text, "a colour", Colour::parse(text))).transpose()
}

pub(super) fn features(
    table: &'static str,
    words: &str,
) -> Result<BTreeSet<AccessibilityFeature>, StoreError> {
    let features: Option<BTreeSet<AccessibilityFeature>> =
        words.split_whitespace().map(AccessibilityFeature::from_word).collect();
    corrupt(table, &words, "a list of features", features)
}

pub(super) fn features_text(access: &Accessibility) -> String {
    access.features.iter().map(|feature| feature.word()).collect::<Vec<_>>().join(" ")
}

pub(super) fn language(table: &'static str, code: &str) -> Result<Language, StoreError> {
    corrupt(table, &code, "a language code", Language::parse(code))
}

pub(super) fn languages(table: &'static str, codes: &str) -> Result<BTreeSet<Language>, StoreError> {
    codes.split_whitespace().map(|code| language(table, code)).collect()
}

/// A number that the schema keeps wider than the domain does.
pub(super) fn number<T: TryFrom<i32>>(table: &'static str, value: i32) -> Result<T, StoreError> {
    corrupt(table, &value, "a number in range", T::try_from(value).ok())
}

pub(super) fn minutes(table: &'static str, value: i32) -> Result<Minutes, StoreError> {
    number(table, value).map(Minutes)
}

pub(super) fn minute_of_day(table: &'static str, value: i32) -> Result<MinuteOfDay, StoreError> {
    number(table, value).map(MinuteOfDay)
}

/// A count or a number of minutes as the schema keeps it; what the domain allows always fits.
pub(super) fn narrow(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
