//! Reminder schedule of a visit type: offsets before the start, channels, and the repeated invitation.

use std::borrow::Cow;
use std::fmt;

use chrono::Days;
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use crate::channel::Channel;
use crate::word::Word;
use crate::zone::{to_local, to_utc};

/// Most reminders of one visit type; each costs a message.
pub const MOST_REMINDERS: usize = 6;

/// Time before an appointment, on the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReminderOffset {
    /// Minutes on the day itself; a multiple of five, under a day.
    Minutes(u16),
    /// Days before, at the same time of day; 1 to 60.
    Days(u16),
}

impl ReminderOffset {
    /// Parses an offset: `7d`, `2h`, `90m`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let unit = text.chars().next_back()?;
        let number: u16 = text.get(..text.len() - unit.len_utf8())?.parse().ok()?;
        let minutes = match unit {
            'd' => return (1..=60).contains(&number).then_some(Self::Days(number)),
            'h' => number.checked_mul(60)?,
            'm' => number,
            _ => return None,
        };
        ((5..24 * 60).contains(&minutes) && minutes.is_multiple_of(5)).then_some(Self::Minutes(minutes))
    }

    /// `start` less the offset on the wall clock of `zone`, clock changes notwithstanding.
    #[must_use]
    pub fn before(self, zone: Tz, start: DateTime<Utc>) -> DateTime<Utc> {
        let local = to_local(zone, start);
        let earlier = match self {
            Self::Minutes(minutes) => local.checked_sub_signed(Duration::minutes(i64::from(minutes))),
            Self::Days(days) => local.checked_sub_days(Days::new(u64::from(days))),
        };
        // An ambiguous time is read as the first of the two, which lies before a start in the second.
        earlier.map_or(start, |earlier| to_utc(zone, earlier)).min(start)
    }

    /// True for an offset within the day of the appointment.
    #[must_use]
    pub const fn is_same_day(self) -> bool {
        matches!(self, Self::Minutes(_))
    }
}

impl Word for ReminderOffset {
    const WANTED: &'static str = "a time before an appointment, 7d, 2h or 90m";

    fn word(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::parse(word)
    }
}

impl fmt::Display for ReminderOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(days) => write!(f, "{days}d"),
            Self::Minutes(minutes) if minutes.is_multiple_of(60) => write!(f, "{}h", minutes / 60),
            Self::Minutes(minutes) => write!(f, "{minutes}m"),
        }
    }
}

/// One reminder of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reminder {
    /// How long before.
    pub before: ReminderOffset,
    /// Preferred channel.
    pub channel: Channel,
    /// Whether it asks for a reply.
    pub asks: bool,
}

/// Reminders and repeated invitation of a visit type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderSchedule {
    /// Reminders, each offset and channel once.
    pub reminders: Vec<Reminder>,
    /// Days after which an unanswered invitation is sent once more; never when 0.
    pub chase_days: u16,
}

impl Default for ReminderSchedule {
    /// A mail seven days before, an SMS with reply two days before, an SMS two hours before; one chase after a week.
    fn default() -> Self {
        let reminder = |before, channel, asks| Reminder { before, channel, asks };
        Self {
            reminders: vec![
                reminder(ReminderOffset::Days(7), Channel::Mail, false),
                reminder(ReminderOffset::Days(2), Channel::Sms, true),
                reminder(ReminderOffset::Minutes(120), Channel::Sms, false),
            ],
            chase_days: 7,
        }
    }
}

impl Word for Reminder {
    const WANTED: &'static str = "a reminder, mail:7d or sms:2d:asks";

    fn word(&self) -> Cow<'_, str> {
        let asks = if self.asks { ":asks" } else { "" };
        Cow::Owned(format!("{}:{}{asks}", self.channel.word(), self.before))
    }

    fn from_word(word: &str) -> Option<Self> {
        let mut parts = word.split(':');
        let channel = Channel::from_word(parts.next()?)?;
        let before = ReminderOffset::parse(parts.next()?)?;
        let asks = match (parts.next(), parts.next()) {
            (None, _) => false,
            (Some("asks"), None) => true,
            _ => return None,
        };
        Some(Self { before, channel, asks })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use crate::reminder_schedule::*;
    use crate::word::{join, split};

    #[test]
    fn distances_are_read_and_written() {
        for (text, written) in [("7d", "7d"), ("2h", "2h"), ("120m", "2h"), ("90m", "90m"), ("1d", "1d")] {
            assert_eq!(ReminderOffset::parse(text).unwrap().to_string(), written);
        }
        for text in ["", "d", "0d", "61d", "24h", "0m", "7m", "2w", "-1d", "2", "é", "99999h"] {
            assert_eq!(ReminderOffset::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_cadence_is_read_as_it_was_written() {
        let cadence = ReminderSchedule::default();
        assert_eq!(join(cadence.reminders.clone()), "mail:7d sms:2d:asks sms:2h");
        assert_eq!(split("mail:7d sms:2d:asks sms:2h"), Some(cadence.reminders));
        assert_eq!(split::<Reminder, Vec<_>>(""), Some(Vec::new()));
        for text in ["fax:7d", "mail", "mail:7d:asks:", "mail:7d:please"] {
            assert_eq!(split::<Reminder, Vec<_>>(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_days_on_the_wall_and_hours_too() {
        let at = |local: &str| {
            to_utc(Tz::Europe__Paris, NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap())
        };
        for (distance, start, reminded) in [
            ("7d", "2027-03-30 09:00", "2027-03-23 09:00"),
            ("2d", "2027-03-29 09:00", "2027-03-27 09:00"),
            ("2d", "2027-11-01 09:00", "2027-10-30 09:00"),
            ("2h", "2027-10-31 09:00", "2027-10-31 07:00"),
            ("2h", "2027-03-28 09:00", "2027-03-28 07:00"),
        ] {
            let before = ReminderOffset::parse(distance).unwrap().before(Tz::Europe__Paris, at(start));
            assert_eq!(before, at(reminded), "{distance} before {start}");
        }
    }
}
