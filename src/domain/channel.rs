//! Message channels (mail, SMS), and faults of addresses.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::word::words;

/// A message channel.
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
pub enum Channel {
    /// By mail.
    Mail,
    /// By short message to a telephone.
    Sms,
}

words!(Channel, "a channel of messages");

impl Channel {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Mail => Self::Sms,
            Self::Sms => Self::Mail,
        }
    }
}

/// A set of channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Channels(u8);

impl Channels {
    /// None.
    pub const NONE: Self = Self(0);
    /// Both.
    pub const ALL: Self = Self(0b11);

    /// The set of the given channels.
    pub fn of(channels: impl IntoIterator<Item = Channel>) -> Self {
        channels.into_iter().fold(Self::NONE, Self::with)
    }

    /// True when `channel` is in the set.
    #[must_use]
    pub const fn contains(self, channel: Channel) -> bool {
        self.0 & (1 << channel as u8) != 0
    }

    /// The set with `channel` in it.
    #[must_use]
    pub const fn with(self, channel: Channel) -> Self {
        Self(self.0 | 1 << channel as u8)
    }

    /// The channels that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The channels in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// True when there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The channels inside, in order.
    pub fn iter(self) -> impl Iterator<Item = Channel> {
        Channel::ALL.into_iter().filter(move |channel| self.contains(*channel))
    }
}

/// Why nothing is sent to a telephone or an address any more. A closed list, so that no answer of a relay, which may
/// quote an address, is kept with a person.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumCount, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum AddressFault {
    /// Nobody reads there: the address or the number does not exist (RFC 3463, `5.1.x` and `5.4.x`; an SMS that
    /// cannot be delivered).
    Unknown,
    /// Refused for good for another reason.
    Refused,
}

words!(AddressFault, "a fault of an address");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_they_were_given() {
        for channel in Channel::ALL {
            assert!(Channels::ALL.contains(channel) && !Channels::NONE.contains(channel));
            let one = Channels::of([channel]);
            assert_eq!(one.iter().collect::<Vec<_>>(), [channel]);
            assert!(one.and(Channels::of([channel.other()])).is_empty());
            assert_eq!(Channel::from_word(channel.word()), Some(channel));
        }
    }
}
