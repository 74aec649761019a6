//! The filter of the messages page: period, channel, state; parsed from and written to the query.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::channel::Channel;
use domain::ids::MessageId;
use domain::zone;
use serde::Deserialize;

use crate::store::messages::Status;
use crate::text::{Key, TextError};
use crate::web::extract::form::PostedForm;
use crate::web::layout::messages::{channel_key, status_key};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::routes;

/// The query of the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MessagesQuery {
    pub period: String,
    pub channel: String,
    pub state: String,
    pub before: String,
    pub noted: String,
}

/// Of which days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// Today.
    Today,
    /// The last seven, today included.
    #[default]
    Week,
    /// The last thirty.
    Month,
    /// The next seven: what is to come, and what it will cost.
    Next,
}

impl Period {
    const ALL: [Self; 4] = [Self::Today, Self::Week, Self::Month, Self::Next];

    const fn word(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Week => "week",
            Self::Month => "month",
            Self::Next => "next",
        }
    }

    const fn name(self) -> Key {
        match self {
            Self::Today => Key("period-today"),
            Self::Week => Key("period-week"),
            Self::Month => Key("period-month"),
            Self::Next => Key("period-next"),
        }
    }

    /// Its days, the first one first.
    pub fn days(self, today: NaiveDate) -> Vec<NaiveDate> {
        let (back, count) = match self {
            Self::Today => (0, 1),
            Self::Week => (6, 7),
            Self::Month => (29, 30),
            Self::Next => (0, 7),
        };
        let first = today.checked_sub_days(Days::new(back)).unwrap_or(today);
        first.iter_days().take(count).collect()
    }
}

/// The instants between the days of a wall clock, the end of the last one included.
pub fn bounds(days: &[NaiveDate], zone: Tz) -> Vec<DateTime<Utc>> {
    let begins = days.iter().map(|day| zone::day_span(zone, *day).start.instant());
    begins.chain(days.last().map(|day| zone::day_span(zone, *day).end.instant())).collect()
}

/// Where messages stand, as it may be chosen: what a worker has at the moment counts as planned.
pub const LIVES: [Status; 7] = [
    Status::Planned,
    Status::Sent,
    Status::Delivered,
    Status::Doubtful,
    Status::Bounced,
    Status::Failed,
    Status::Dropped,
];

/// What is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of which days; for the numbers.
    pub period: Period,
    /// By which channel; any when there is none.
    pub channel: Option<Channel>,
    /// Where they stand, one of [`LIVES`]; anywhere when there is none.
    pub status: Option<Status>,
    /// Written before this one; for the list.
    pub before: Option<MessageId>,
}

impl Filter {
    /// What these words say; a word that says nothing narrows nothing.
    pub fn of(period: &str, channel: &str, state: &str, before: &str) -> Self {
        Self {
            period: Period::ALL.into_iter().find(|known| known.word() == period).unwrap_or_default(),
            channel: Channel::from_word(channel),
            status: LIVES.into_iter().find(|status| status.word() == state),
            before: before.parse().ok(),
        }
    }

    /// What a form sent along.
    pub fn posted(posted: &PostedForm) -> Self {
        Self::of(posted.one("period"), posted.one("channel"), posted.one("state"), posted.one("before"))
    }

    /// Its words, those left out that say what is said without them.
    pub fn kept(self) -> Vec<(&'static str, String)> {
        let mut kept = Vec::new();
        if self.period != Period::default() {
            kept.push(("period", self.period.word().to_owned()));
        }
        kept.extend(self.channel.map(|channel| ("channel", channel.word().to_owned())));
        kept.extend(self.status.map(|status| ("state", status.word().to_owned())));
        kept.extend(self.before.map(|before| ("before", before.to_string())));
        kept
    }

    /// Its address, with `more`; every word is one of ours and needs no escape.
    pub fn address(self, more: &[(&str, &str)]) -> String {
        let mut words: Vec<String> =
            self.kept().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        words.extend(more.iter().map(|(name, value)| format!("{name}={value}")));
        if words.is_empty() {
            routes::MESSAGES.to_owned()
        } else {
            format!("{}?{}", routes::MESSAGES, words.join("&"))
        }
    }

    /// True for a message of that state.
    pub fn takes(self, channel: Channel, life: Status) -> bool {
        self.channel.is_none_or(|only| only == channel) && self.status.is_none_or(|only| only == life)
    }
}

/// One of the words that may be chosen.
pub struct Choice {
    pub word: &'static str,
    pub name: String,
    pub is_chosen: bool,
}

/// What may be chosen.
pub struct Choices {
    pub periods: Vec<Choice>,
    pub channels: Vec<Choice>,
    pub states: Vec<Choice>,
}

impl Choices {
    /// The words, with those of `filter` chosen.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn of(filter: Filter, layout: &OfficeLayout) -> Result<Self, TextError> {
        let any = |is_chosen| Ok(Choice { word: "", name: layout.say(Key("messages-any"))?, is_chosen });
        let one = |word, key, is_chosen| Ok(Choice { word, name: layout.say(key)?, is_chosen });
        let channels = Channel::ALL
            .into_iter()
            .map(|channel| one(channel.word(), channel_key(channel), filter.channel == Some(channel)));
        let states = LIVES
            .into_iter()
            .map(|status| one(status.word(), status_key(status), filter.status == Some(status)));
        Ok(Self {
            periods: Period::ALL
                .into_iter()
                .map(|period| one(period.word(), period.name(), filter.period == period))
                .collect::<Result<_, TextError>>()?,
            channels: std::iter::once(any(filter.channel.is_none()))
                .chain(channels)
                .collect::<Result<_, TextError>>()?,
            states: std::iter::once(any(filter.status.is_none()))
                .chain(states)
                .collect::<Result<_, TextError>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_was_chosen() {
        let id = "0190a1b2-0000-7000-8000-000000000000";
        for (period, channel, state, before, address) in [
            ("", "", "", "", "/office/messages"),
            ("week", "pigeon", "lost", "x", "/office/messages"),
            ("next", "sms", "", "", "/office/messages?period=next&channel=sms"),
            ("", "", "failed", id, &format!("/office/messages?state=failed&before={id}")),
        ] {
            assert_eq!(Filter::of(period, channel, state, before).address(&[]), address);
        }
        assert_eq!(Filter::default().address(&[("noted", "already")]), "/office/messages?noted=already");
    }

    #[test]
    fn days_follow_each_other_across_a_change_of_the_clocks() {
        let today = NaiveDate::from_ymd_opt(2027, 3, 29).unwrap();
        assert_eq!(Period::Next.days(today).first(), Some(&today));
        assert_eq!(Period::Month.days(today).last(), Some(&today));
        let week = Period::Week.days(today);
        let bounds = bounds(&week, Tz::Europe__Paris);
        let hours: Vec<i64> = bounds.windows(2).map(|pair| (pair[1] - pair[0]).num_hours()).collect();
        assert_eq!(hours, [24, 24, 24, 24, 24, 23, 24]);
    }
}
