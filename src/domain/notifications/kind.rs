//! Kinds of messages, and how each is sent.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::word::words;

/// Kind of message.
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
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MessageKind {
    /// To a professional: added to this appointment (iTIP REQUEST).
    Invitation,
    /// To a professional already in the team: it has changed (iTIP REQUEST).
    Update,
    /// To a professional: removed from this appointment (iTIP CANCEL without STATUS, RFC 5546 section 3.2.5).
    Withdrawal,
    /// To a professional: it is cancelled (iTIP CANCEL).
    Cancellation,
    /// To a professional: their proposed time is not accepted automatically (iTIP DECLINECOUNTER).
    CounterDeclined,
    /// To the beneficiary: it is booked.
    Confirmation,
    /// To the beneficiary: it is rescheduled.
    Moved,
    /// To the beneficiary: the service has cancelled it.
    CalledOff,
    /// To the beneficiary: their own cancellation is confirmed.
    CancelledByPerson,
    /// To the beneficiary: reminder of the appointment.
    Reminder,
    /// To the beneficiary: they did not come, and may choose another day.
    Missed,
    /// To a beneficiary on the waitlist: an earlier slot is free; an existing appointment stays booked meanwhile.
    PlaceFreed,
    /// To the beneficiary, who has no appointment yet: choose one.
    Choose,
    /// As [`MessageKind::Choose`], to a beneficiary who has not reacted to it.
    Chase,
    /// Answer to an SMS that confirms the appointment.
    AnswerComes,
    /// Answer to an SMS that asks for a change: where to do it.
    AnswerChange,
    /// Answer to STOP.
    AnswerStop,
    /// Answer to an SMS that the desk must handle: by when they are called.
    AnswerCall,
}

words!(MessageKind, "a kind of message", without ALL);

impl MessageKind {
    /// Every kind that is planned, for any channel.
    pub const ALL: [Self; 14] = [
        Self::Invitation,
        Self::Update,
        Self::Withdrawal,
        Self::Cancellation,
        Self::CounterDeclined,
        Self::Confirmation,
        Self::Moved,
        Self::CalledOff,
        Self::CancelledByPerson,
        Self::Reminder,
        Self::Missed,
        Self::PlaceFreed,
        Self::Choose,
        Self::Chase,
    ];
    /// Kinds that answer an incoming message; SMS only.
    pub const ANSWERS: [Self; 4] =
        [Self::AnswerComes, Self::AnswerChange, Self::AnswerStop, Self::AnswerCall];

    /// True when it revokes an earlier message to the same recipient.
    #[must_use]
    pub const fn retracts(self) -> bool {
        matches!(self, Self::Withdrawal | Self::Cancellation | Self::CalledOff | Self::CancelledByPerson)
    }

    /// True when it goes to a professional; the others go to the beneficiary.
    #[must_use]
    pub const fn is_to_professional(self) -> bool {
        matches!(
            self,
            Self::Invitation | Self::Update | Self::Withdrawal | Self::Cancellation | Self::CounterDeclined
        )
    }

    /// True when it announces a change of an appointment: unsent messages of this kind are merged.
    #[must_use]
    pub const fn is_change(self) -> bool {
        matches!(
            self,
            Self::Invitation
                | Self::Update
                | Self::Withdrawal
                | Self::Cancellation
                | Self::Confirmation
                | Self::Moved
                | Self::CalledOff
                | Self::CancelledByPerson
        )
    }

    /// True when it answers an incoming message: sent at once, even to somebody who wants no reminders.
    #[must_use]
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::AnswerComes | Self::AnswerChange | Self::AnswerStop | Self::AnswerCall)
    }

    /// True when it is about a referral rather than an appointment.
    #[must_use]
    pub const fn is_of_referral(self) -> bool {
        matches!(self, Self::Choose | Self::Chase | Self::PlaceFreed)
    }

    /// Every priority, in order.
    pub const PRIORITIES: [i32; 2] = [0, 1];

    /// Sending priority, lower first: changes, waitlist messages and answers do not queue behind the thousands of
    /// reminders of a morning.
    #[must_use]
    pub const fn priority(self) -> i32 {
        match self {
            Self::Reminder | Self::Missed | Self::Choose | Self::Chase => 1,
            _ => 0,
        }
    }

    /// True when it can wait for contact hours: nobody is at a screen because of it.
    #[must_use]
    pub const fn can_wait(self) -> bool {
        matches!(
            self,
            Self::CalledOff | Self::Reminder | Self::Missed | Self::PlaceFreed | Self::Choose | Self::Chase
        )
    }
}
