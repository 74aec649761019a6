//! Words: how a value of a closed list is written in the database, in files, on the command line and in URLs.

use std::borrow::Cow;

/// A value that is written as one word without spaces, and found again by it.
pub trait Word: Sized {
    /// What a text that is none of these words should have been: `a state of an appointment`.
    const WANTED: &'static str;

    /// The word; the same in every version, for rows and files hold it.
    fn word(&self) -> Cow<'_, str>;

    /// The value written `word`; `None` for anything else.
    fn from_word(word: &str) -> Option<Self>;
}

/// The absence of a value is the empty word.
impl<T: Word> Word for Option<T> {
    const WANTED: &'static str = T::WANTED;

    fn word(&self) -> Cow<'_, str> {
        self.as_ref().map_or(Cow::Borrowed(""), T::word)
    }

    fn from_word(word: &str) -> Option<Self> {
        if word.is_empty() { Some(None) } else { T::from_word(word).map(Some) }
    }
}

/// The words of `values` with spaces between.
pub fn join<T: Word>(values: impl IntoIterator<Item = T>) -> String {
    let mut text = String::new();
    for value in values {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&value.word());
    }
    text
}

/// The values whose words are in `text`, with white space between; `None` when one is no word of theirs.
#[must_use]
pub fn split<T: Word, C: FromIterator<T>>(text: &str) -> Option<C> {
    text.split_whitespace().map(T::from_word).collect()
}

/// The variants of an enum, as an array of their number.
pub(crate) const fn all<T: Copy, const N: usize>(variants: &'static [T]) -> [T; N] {
    match variants.first_chunk() {
        Some(variants) => *variants,
        None => panic!("strum counts as many variants as it lists"),
    }
}

/// Makes an enum a [`Word`] by what strum derives of its variants, so that its words are written in one place.
macro_rules! words {
    ($name:ty, $wanted:literal) => {
        impl $name {
            /// Every one, in the order of the definition.
            pub const ALL: [Self; <Self as strum::EnumCount>::COUNT] =
                crate::word::all(<Self as strum::VariantArray>::VARIANTS);
        }

        $crate::word::words!($name, $wanted, without ALL);
    };
    ($name:ty, $wanted:literal, without ALL) => {
        impl $name {
            /// The word by which it is written in the database, in files and in URLs.
            #[must_use]
            pub fn word(self) -> &'static str {
                self.into()
            }

            /// The one written `word`.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                word.parse().ok()
            }
        }

        impl $crate::word::Word for $name {
            const WANTED: &'static str = $wanted;

            fn word(&self) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Borrowed((*self).word())
            }

            fn from_word(word: &str) -> Option<Self> {
                Self::from_word(word)
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Word, join, split};
    use crate::appointment_state::{Event, EventKind, Party, Reason, State};
    use crate::holidays::HolidayCalendar;
    use crate::notifications::MessageKind;
    use crate::referral::ReferralOrigin;
    use crate::reminder_schedule::ReminderOffset;
    use crate::sms::ReceiptStatus;
    use crate::visit::{Language, Mode, Modes, Role, SeatLocation};

    /// Rows hold these words: whoever changes one must migrate them.
    #[test]
    fn the_words_of_rows_never_change() {
        assert_eq!(
            State::ALL.map(State::word),
            ["offered", "held", "booked", "cancelled", "attended", "no_show", "closed"]
        );
        assert_eq!(ReferralOrigin::ALL.map(ReferralOrigin::word), ["handed_in", "alone"]);
        assert_eq!(
            ReceiptStatus::ALL.map(ReceiptStatus::word),
            ["on_its_way", "delivered", "missed", "undelivered", "unknown"]
        );
        assert_eq!(SeatLocation::ALL.map(SeatLocation::word), ["at_site", "anywhere"]);
        assert_eq!(HolidayCalendar::SaintPierreEtMiquelon.word(), "saint_pierre_et_miquelon");
        assert_eq!(
            EventKind::ALL.map(EventKind::word),
            ["hold", "extend", "book", "move", "replace", "cancel", "attend", "miss", "close", "restore"]
        );
        assert_eq!(Event::Cancel(Party::Service, Reason::Mistake).word(), "cancel");
    }

    #[test]
    fn a_value_is_found_again_by_its_word_and_by_nothing_else() {
        for kind in MessageKind::ALL.into_iter().chain(MessageKind::ANSWERS) {
            assert_eq!(MessageKind::from_word(kind.word()), Some(kind));
        }
        for text in ["", "Booked", "booked ", "no show", "NoShow"] {
            assert_eq!(State::from_word(text), None, "{text}");
        }
        assert_eq!(<Role as Word>::from_word("Social worker"), None);
        assert_eq!(<Language as Word>::from_word("français"), None);
    }

    #[test]
    fn no_value_is_the_empty_word() {
        assert_eq!(Option::<ReminderOffset>::from_word(""), Some(None));
        assert_eq!(Option::<ReminderOffset>::from_word("2d"), Some(Some(ReminderOffset::Days(2))));
        assert_eq!(Option::<ReminderOffset>::from_word("soon"), None);
        assert_eq!(Word::word(&None::<ReminderOffset>), "");
        assert_eq!(Word::word(&Some(ReminderOffset::Days(2))), "2d");
    }

    #[test]
    fn a_list_is_its_words_with_spaces_between() {
        let modes = Modes::of([Mode::Video, Mode::Onsite]);
        assert_eq!(join(modes), "onsite video");
        assert_eq!(split("video  onsite"), Some(modes));
        assert_eq!(split::<Mode, Modes>("onsite letter"), None);
        assert_eq!(split::<Language, BTreeSet<_>>(""), Some(BTreeSet::new()));
        assert_eq!(join(BTreeSet::<Language>::new()), "");
    }
}
