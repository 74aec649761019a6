//! A message in the queue: its status, what it carries, and what is still to be said after earlier ones.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

use crate::ids::AppointmentId;
use crate::notifications::{MessageKind, merge};
use crate::word::words;

/// What a message carries: identifiers and times only, so that names stay where they are kept. Stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// First quantum of the visit.
    pub start: i64,
    /// End quantum of the visit.
    pub end: i64,
    /// Site of the visit.
    pub site: Uuid,
    /// Mode of the visit.
    pub mode: String,
    /// iCalendar SEQUENCE.
    pub sequence: i32,
    /// First quantum before the change, when the appointment was rescheduled.
    pub previous_start: Option<i64>,
    /// Everybody in the team, with their role.
    pub team: Vec<(Uuid, String)>,
    /// The day by which the beneficiary is called back, local date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_by: Option<NaiveDate>,
    /// The visit type of a waitlist slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_type: Option<Uuid>,
}

impl Payload {
    /// Nothing: for an invitation to choose, and for a message whose content was forgotten.
    #[must_use]
    pub fn none() -> Self {
        Self {
            start: 0,
            end: 0,
            site: Uuid::nil(),
            mode: String::new(),
            sequence: 0,
            previous_start: None,
            team: Vec::new(),
            call_by: None,
            visit_type: None,
        }
    }

    /// The content of a message of `kind` after the last one sent, `told`: a cancellation names the appointment as last
    /// announced; a rescheduling names the previous start. `None` when there is nothing to say: nothing to cancel, or
    /// a rescheduling back to what was announced. A cancellation by the service is sent even when nothing was announced:
    /// the beneficiary knows the appointment from a screen, the desk or the telephone.
    #[must_use]
    pub fn since(self, kind: MessageKind, told: Option<&Self>) -> Option<Self> {
        if !kind.is_change() {
            return Some(self);
        }
        if kind == MessageKind::CalledOff && told.is_none() {
            return Some(self);
        }
        if kind.retracts() {
            return told.map(|told| Self { sequence: self.sequence, previous_start: None, ..told.clone() });
        }
        let same = |told: &Self| told.start == self.start && told.site == self.site && told.mode == self.mode;
        if kind == MessageKind::Moved && told.is_some_and(same) {
            return None;
        }
        let previous_start = told.map(|told| told.start).filter(|start| *start != self.start);
        Some(Self { previous_start, ..self })
    }
}

/// Status of a message in the queue.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumCount, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// To be sent.
    Planned,
    /// A worker has it.
    Sending,
    /// It left.
    Sent,
    /// The provider reported that it arrived.
    Delivered,
    /// It left and came back.
    Bounced,
    /// It will not be sent: it is no longer true, or another message says more.
    Dropped,
    /// It could not be sent.
    Failed,
    /// It may have left: the worker was lost while sending.
    Doubtful,
}

words!(Status, "a status of a message");

impl Status {
    /// Those in which somebody has to decide what becomes of it.
    pub const STUCK: [Self; 3] = [Self::Failed, Self::Doubtful, Self::Bounced];

    /// Those in which it was sent and is not known to have come back.
    pub const SUCCEEDED: [Self; 2] = [Self::Sent, Self::Delivered];

    /// True when somebody has to decide what becomes of it.
    #[must_use]
    pub fn is_stuck(self) -> bool {
        Self::STUCK.contains(&self)
    }

    /// True when the recipient has read it, or may have.
    #[must_use]
    pub const fn is_told(self) -> bool {
        matches!(self, Self::Sent | Self::Delivered | Self::Sending | Self::Doubtful)
    }
}

/// An earlier message to the same recipient about the same appointment.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a> {
    /// What it says.
    pub kind: MessageKind,
    /// Its status.
    pub status: Status,
    /// The appointment's revision it is about.
    pub revision: i32,
    /// True when it uses the channel of the new message.
    pub same_channel: bool,
    /// What it carries.
    pub payload: &'a Payload,
}

/// What becomes of a new message and of the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StillToSay {
    /// Position of the earlier message that is dropped, for the new one replaces it.
    pub drops: Option<usize>,
    /// Kind and content of the new message; `None` when nothing is to be said.
    pub says: Option<(MessageKind, Payload)>,
}

/// Which later messages, to the same recipient by the same channel and not dropped, make an earlier one out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overtaking {
    /// Any about the same appointment.
    SameAppointment(AppointmentId),
    /// Those of these kinds about the same referral and no appointment.
    SameReferral(&'static [MessageKind]),
    /// None: each is news of its own.
    Never,
}

/// What overtakes a message of `kind` about that appointment.
#[must_use]
pub const fn overtaking(kind: MessageKind, appointment: Option<AppointmentId>) -> Overtaking {
    match (appointment, kind) {
        (Some(appointment), _) => Overtaking::SameAppointment(appointment),
        (None, MessageKind::PlaceFreed) => Overtaking::Never,
        (None, _) => Overtaking::SameReferral(&[MessageKind::Choose, MessageKind::Chase]),
    }
}

/// What is still to be said by a message of `kind` after the `earlier` ones, newest first. One that was planned on the
/// same channel and has not left is dropped, and the new message says what is left of both ([`merge`]), unless another
/// channel has reached the recipient since. The previous time is the one last announced, by whatever channel.
#[must_use]
pub fn still_to_say(kind: MessageKind, payload: Payload, earlier: &[Earlier<'_>]) -> StillToSay {
    let told = earlier.iter().find(|message| message.status.is_told());
    let drops = earlier.iter().position(|message| message.status == Status::Planned && message.same_channel);
    let kind = match drops.map(|at| &earlier[at]) {
        Some(unsaid) if told.is_none_or(|told| told.revision < unsaid.revision) => merge(unsaid.kind, kind),
        _ => Some(kind),
    };
    let says = kind.and_then(|kind| Some((kind, payload.since(kind, told.map(|message| message.payload))?)));
    StillToSay { drops, says }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: i64) -> Payload {
        Payload { start, end: start + 12, mode: "onsite".to_owned(), ..Payload::none() }
    }

    fn earlier(kind: MessageKind, status: Status, revision: i32, payload: &Payload) -> Earlier<'_> {
        Earlier { kind, status, revision, same_channel: true, payload }
    }

    #[test]
    fn words_are_read_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_word(status.word()), Some(status));
        }
        assert_eq!(Status::from_word("lost"), None);
    }

    #[test]
    fn a_slot_is_news_of_its_own_and_an_invitation_is_overtaken_by_the_next() {
        let appointment = AppointmentId(Uuid::from_u128(7));
        let about = |kind| overtaking(kind, Some(appointment));
        assert_eq!(about(MessageKind::Reminder), Overtaking::SameAppointment(appointment));
        assert_eq!(about(MessageKind::PlaceFreed), Overtaking::SameAppointment(appointment));
        assert_eq!(overtaking(MessageKind::PlaceFreed, None), Overtaking::Never);
        let invitations = Overtaking::SameReferral(&[MessageKind::Choose, MessageKind::Chase]);
        assert_eq!(overtaking(MessageKind::Choose, None), invitations);
        assert_eq!(overtaking(MessageKind::Chase, None), invitations);
    }

    #[test]
    fn an_invitation_nobody_saw_is_not_cancelled() {
        let nine = at(9);
        let known = [earlier(MessageKind::Invitation, Status::Planned, 1, &nine)];
        let still = still_to_say(MessageKind::Cancellation, at(9), &known);
        assert_eq!(still, StillToSay { drops: Some(0), says: None });
    }

    #[test]
    fn a_confirmation_that_has_not_left_confirms_the_new_time() {
        let nine = at(9);
        let known = [earlier(MessageKind::Confirmation, Status::Planned, 1, &nine)];
        let still = still_to_say(MessageKind::Moved, at(10), &known);
        assert_eq!((still.drops, still.says), (Some(0), Some((MessageKind::Confirmation, at(10)))));
    }

    #[test]
    fn a_rescheduling_starts_from_what_was_told_last() {
        let (nine, ten) = (at(9), at(10));
        let known = [
            earlier(MessageKind::Moved, Status::Planned, 2, &ten),
            earlier(MessageKind::Confirmation, Status::Sent, 1, &nine),
        ];
        let still = still_to_say(MessageKind::Moved, at(11), &known);
        let expected = Payload { previous_start: Some(9), ..at(11) };
        assert_eq!((still.drops, still.says), (Some(0), Some((MessageKind::Moved, expected))));
        let back = still_to_say(MessageKind::Moved, at(9), &known);
        assert_eq!(back, StillToSay { drops: Some(0), says: None }, "they are where they think they are");
    }

    #[test]
    fn what_another_channel_has_told_is_taken_back_on_this_one() {
        let nine = at(9);
        let known = [
            Earlier {
                same_channel: false,
                ..earlier(MessageKind::Confirmation, Status::Delivered, 1, &nine)
            },
            earlier(MessageKind::Confirmation, Status::Planned, 1, &nine),
        ];
        let still = still_to_say(MessageKind::CancelledByPerson, at(9), &known);
        assert_eq!((still.drops, still.says), (Some(1), Some((MessageKind::CancelledByPerson, at(9)))));
    }

    #[test]
    fn a_cancellation_by_the_service_is_always_said() {
        let still = still_to_say(MessageKind::CalledOff, at(9), &[]);
        assert_eq!(still.says, Some((MessageKind::CalledOff, at(9))));
    }
}
