//! Who is told what when an appointment changes: a pure decision, written down with the change itself.

use serde::{Deserialize, Serialize};

use crate::appointment_state::{Party, State};
use crate::ids::ResourceId;

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// To a professional: you are part of this appointment (iTIP REQUEST).
    Invitation,
    /// To a professional who already was: it has changed (iTIP REQUEST).
    Update,
    /// To a professional: you are no longer part of it (iTIP CANCEL without STATUS, RFC 5546 section 3.2.5).
    Withdrawal,
    /// To a professional: it will not take place (iTIP CANCEL).
    Cancellation,
    /// To a professional: the other time they propose is not taken by machine (iTIP DECLINECOUNTER).
    CounterDeclined,
    /// To the beneficiary: it is booked.
    Confirmation,
    /// To the beneficiary: it has moved.
    Moved,
    /// To the beneficiary: the service has called it off.
    CalledOff,
    /// To the beneficiary: they have called it off, which is noted.
    CancelledByPerson,
    /// To the beneficiary: it is near.
    Reminder,
    /// To the beneficiary: they did not come, and may choose another day.
    Missed,
    /// To somebody who waits: a place has become free; the appointment they have, if any, stands meanwhile.
    PlaceFreed,
    /// To the beneficiary, who has no appointment yet: choose one.
    Choose,
    /// As [`MessageKind::Choose`], to somebody who has not answered it.
    Chase,
    /// Answer to somebody who answered that they come.
    AnswerComes,
    /// Answer to somebody who wants to change: where they can.
    AnswerChange,
    /// Answer to somebody who wants no more reminders by SMS.
    AnswerStop,
    /// Answer to somebody whom only a person can answer: by when they are called.
    AnswerCall,
}

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
    /// Those that answer what somebody wrote: short messages only.
    pub const ANSWERS: [Self; 4] =
        [Self::AnswerComes, Self::AnswerChange, Self::AnswerStop, Self::AnswerCall];

    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Update => "update",
            Self::Withdrawal => "withdrawal",
            Self::Cancellation => "cancellation",
            Self::CounterDeclined => "counter_declined",
            Self::Confirmation => "confirmation",
            Self::Moved => "moved",
            Self::CalledOff => "called_off",
            Self::CancelledByPerson => "cancelled_by_person",
            Self::Reminder => "reminder",
            Self::Missed => "missed",
            Self::PlaceFreed => "place_freed",
            Self::Choose => "choose",
            Self::Chase => "chase",
            Self::AnswerComes => "answer_comes",
            Self::AnswerChange => "answer_change",
            Self::AnswerStop => "answer_stop",
            Self::AnswerCall => "answer_call",
        }
    }

    /// The kind written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().chain(Self::ANSWERS).find(|kind| kind.word() == word)
    }

    /// True when it takes back what an earlier message to the same recipient said.
    #[must_use]
    pub const fn retracts(self) -> bool {
        matches!(self, Self::Withdrawal | Self::Cancellation | Self::CalledOff | Self::CancelledByPerson)
    }

    /// True when it goes to a professional; the others go to the person received.
    #[must_use]
    pub const fn is_to_professional(self) -> bool {
        matches!(
            self,
            Self::Invitation | Self::Update | Self::Withdrawal | Self::Cancellation | Self::CounterDeclined
        )
    }

    /// True when it tells of a change of an appointment: one such message to somebody merges with the next.
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

    /// True when it answers what somebody has just written: it leaves at once, and though they want no reminders.
    #[must_use]
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::AnswerComes | Self::AnswerChange | Self::AnswerStop | Self::AnswerCall)
    }

    /// True when it is about a referral, whatever appointment that has.
    #[must_use]
    pub const fn is_of_referral(self) -> bool {
        matches!(self, Self::Choose | Self::Chase | Self::PlaceFreed)
    }

    /// Every priority, in order.
    pub const PRIORITIES: [i32; 2] = [0, 1];

    /// Among the messages that are due, the lower leave first: what tells of a change, of a place that others may take or
    /// answers somebody does not stand behind the thousands of reminders of a morning.
    #[must_use]
    pub const fn priority(self) -> i32 {
        match self {
            Self::Reminder | Self::Missed | Self::Choose | Self::Chase => 1,
            _ => 0,
        }
    }

    /// True when it may wait for a decent hour: nobody is at their screen because of it.
    #[must_use]
    pub const fn can_wait(self) -> bool {
        matches!(
            self,
            Self::CalledOff | Self::Reminder | Self::Missed | Self::PlaceFreed | Self::Choose | Self::Chase
        )
    }
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// The person received.
    Beneficiary,
    /// A professional of the team.
    Professional(ResourceId),
}

/// One message to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Notice {
    /// Who.
    pub to: Recipient,
    /// What.
    pub kind: MessageKind,
}

/// A change people must be told of. The lists hold the professionals of the team, rooms left out.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// Newly booked.
    Booked {
        /// The team.
        team: &'a [ResourceId],
    },
    /// Another time, place or way.
    Moved {
        /// The team before.
        before: &'a [ResourceId],
        /// The team now.
        after: &'a [ResourceId],
    },
    /// Somebody else in the team at the same time: the beneficiary's hour does not move, so nothing is said there.
    Replaced {
        /// The team before.
        before: &'a [ResourceId],
        /// The team now.
        after: &'a [ResourceId],
    },
    /// Called off.
    Cancelled {
        /// The team.
        team: &'a [ResourceId],
        /// By whom.
        by: Party,
    },
}

/// The messages a change asks for, each recipient once.
#[must_use]
pub fn plan(change: Change<'_>) -> Vec<Notice> {
    let tell = |to: &[ResourceId], kind: MessageKind| -> Vec<Notice> {
        to.iter().map(|id| Notice { to: Recipient::Professional(*id), kind }).collect()
    };
    let changed = |before: &[ResourceId], after: &[ResourceId]| {
        let split = |list: &[ResourceId], others: &[ResourceId], inside: bool| -> Vec<ResourceId> {
            list.iter().filter(|id| others.contains(id) == inside).copied().collect()
        };
        // Whoever leaves is told first, so that no calendar shows two people in one seat for long.
        let mut notices = tell(&split(before, after, false), MessageKind::Withdrawal);
        notices.extend(tell(&split(after, before, true), MessageKind::Update));
        notices.extend(tell(&split(after, before, false), MessageKind::Invitation));
        notices
    };
    let to_beneficiary = |kind| Notice { to: Recipient::Beneficiary, kind };
    let mut notices = match change {
        Change::Booked { team } => tell(team, MessageKind::Invitation),
        Change::Moved { before, after } | Change::Replaced { before, after } => changed(before, after),
        Change::Cancelled { team, .. } => tell(team, MessageKind::Cancellation),
    };
    notices.extend(match change {
        Change::Booked { .. } => Some(to_beneficiary(MessageKind::Confirmation)),
        Change::Moved { .. } => Some(to_beneficiary(MessageKind::Moved)),
        Change::Cancelled { by: Party::Beneficiary, .. } => {
            Some(to_beneficiary(MessageKind::CancelledByPerson))
        }
        Change::Cancelled { .. } => Some(to_beneficiary(MessageKind::CalledOff)),
        Change::Replaced { .. } => None,
    });
    notices
}

/// How things stand with an appointment when a message about it is to leave.
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryContext {
    /// The appointment's state.
    pub state: State,
    /// The recipient is in the team; true for the beneficiary.
    pub in_team: bool,
    /// The appointment still has the time, place and way that the message tells.
    pub same_facts: bool,
    /// The last moment at which the message helps has come: the start it tells of, or the one for a reminder of its
    /// distance.
    pub is_late: bool,
    /// The person has another appointment to come, or needs none any more.
    pub is_settled: bool,
}

/// How things stand with a referral when an invitation to choose is to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationContext {
    /// An appointment is expected.
    pub is_booked: bool,
    /// The person was received, is no longer concerned, or no longer known.
    pub is_over: bool,
}

/// Why a message is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The time it tells of has come.
    TooLate,
    /// The appointment, or the recipient's part in it, is no longer expected.
    NotExpected,
    /// The appointment has another time, place or way since.
    Changed,
    /// What it takes back is expected again.
    ExpectedAgain,
    /// A later message says more.
    Overtaken,
    /// The person has no address for that channel.
    NoAddress,
    /// The person does not want to be written to in that way.
    Refused,
    /// Nothing arrives there any more.
    BadChannel,
    /// Another message of the same day says it.
    SaidTogether,
    /// The place is taken.
    PlaceTaken,
    /// Nobody takes messages of that channel here.
    NoProvider,
}

impl DropReason {
    /// Every reason.
    pub const ALL: [Self; 11] = [
        Self::TooLate,
        Self::NotExpected,
        Self::Changed,
        Self::ExpectedAgain,
        Self::Overtaken,
        Self::NoAddress,
        Self::Refused,
        Self::BadChannel,
        Self::SaidTogether,
        Self::PlaceTaken,
        Self::NoProvider,
    ];

    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::TooLate => "too_late",
            Self::NotExpected => "not_expected",
            Self::Changed => "changed",
            Self::ExpectedAgain => "expected_again",
            Self::Overtaken => "overtaken",
            Self::NoAddress => "no_address",
            Self::Refused => "refused",
            Self::BadChannel => "bad_channel",
            Self::SaidTogether => "said_together",
            Self::PlaceTaken => "place_taken",
            Self::NoProvider => "no_provider",
        }
    }

    /// The reason written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// Why somebody gives up a message that did not leave for sure. A closed list, so that no private matter is ever
/// written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbandonReason {
    /// The recipient was told by telephone or face to face.
    ToldOtherwise,
    /// It came after all.
    Arrived,
    /// Nobody reads mail at that address.
    WrongAddress,
    /// Nobody needs it any more.
    NotNeeded,
}

impl AbandonReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::ToldOtherwise, Self::Arrived, Self::WrongAddress, Self::NotNeeded];

    /// The word used in the database and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ToldOtherwise => "told_otherwise",
            Self::Arrived => "arrived",
            Self::WrongAddress => "wrong_address",
            Self::NotNeeded => "not_needed",
        }
    }

    /// The reason written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// Says whether a message still tells the truth, so that nothing is sent for what is no longer so.
///
/// # Errors
/// Why it does not.
pub const fn check_still_valid(kind: MessageKind, standing: DeliveryContext) -> Result<(), DropReason> {
    let expected = standing.state.is_expected();
    if standing.is_late {
        return Err(DropReason::TooLate);
    }
    match kind {
        MessageKind::Invitation | MessageKind::Update | MessageKind::CounterDeclined
            if !expected || !standing.in_team =>
        {
            Err(DropReason::NotExpected)
        }
        MessageKind::Confirmation | MessageKind::Moved | MessageKind::Reminder | MessageKind::AnswerComes
            if !expected =>
        {
            Err(DropReason::NotExpected)
        }
        MessageKind::Invitation
        | MessageKind::Update
        | MessageKind::CounterDeclined
        | MessageKind::Confirmation
        | MessageKind::Moved
        | MessageKind::Reminder
        | MessageKind::AnswerComes
            if !standing.same_facts =>
        {
            Err(DropReason::Changed)
        }
        MessageKind::Withdrawal if expected && standing.in_team => Err(DropReason::ExpectedAgain),
        MessageKind::Cancellation | MessageKind::CalledOff | MessageKind::CancelledByPerson if expected => {
            Err(DropReason::ExpectedAgain)
        }
        MessageKind::Missed if !matches!(standing.state, State::NoShow) => Err(DropReason::NotExpected),
        MessageKind::Missed if standing.is_settled => Err(DropReason::Overtaken),
        MessageKind::Choose | MessageKind::Chase | MessageKind::PlaceFreed => Err(DropReason::NotExpected),
        _ => Ok(()),
    }
}

/// Says whether somebody is still to be asked to choose an appointment.
///
/// # Errors
/// Why they are not.
pub const fn check_still_invited(waiting: InvitationContext) -> Result<(), DropReason> {
    if waiting.is_over {
        return Err(DropReason::NotExpected);
    }
    if waiting.is_booked {
        return Err(DropReason::Overtaken);
    }
    Ok(())
}

/// How things stand with a place that became free when somebody is to be told of it.
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferContext {
    /// The person was received, is no longer concerned, or no longer known.
    pub is_over: bool,
    /// The last moment at which the message helps has come ([`crate::waitlist::WaitlistRule::until`]).
    pub is_late: bool,
    /// The person has an appointment for which the place is not early enough.
    pub is_served: bool,
    /// The place is the first that the person could have now.
    pub is_free: bool,
}

/// Says whether somebody is still to be told of a place that became free.
///
/// # Errors
/// Why they are not.
pub const fn check_still_offered(offering: OfferContext) -> Result<(), DropReason> {
    match offering {
        OfferContext { is_over: true, .. } => Err(DropReason::NotExpected),
        OfferContext { is_late: true, .. } => Err(DropReason::TooLate),
        OfferContext { is_served: true, .. } => Err(DropReason::Overtaken),
        OfferContext { is_free: false, .. } => Err(DropReason::PlaceTaken),
        _ => Ok(()),
    }
}

/// What is left to say when `unsaid` was planned but has not left, and `later` comes to the same recipient about
/// the same appointment; `None` when nothing is: an invitation nobody saw need not be cancelled. That the service calls an
/// appointment off is always said: whoever booked it knows of it from the screen, the desk or the telephone.
#[must_use]
pub const fn merge(unsaid: MessageKind, later: MessageKind) -> Option<MessageKind> {
    match (unsaid, later) {
        (MessageKind::Invitation, MessageKind::Withdrawal | MessageKind::Cancellation)
        | (MessageKind::Confirmation, MessageKind::CancelledByPerson) => None,
        (MessageKind::Invitation, MessageKind::Update) => Some(MessageKind::Invitation),
        (MessageKind::Confirmation, MessageKind::Moved) => Some(MessageKind::Confirmation),
        // Their calendar still holds the appointment, so being back in it is news of the same one.
        (MessageKind::Withdrawal, MessageKind::Invitation) => Some(MessageKind::Update),
        (_, later) => Some(later),
    }
}

#[cfg(test)]
mod tests {
    use crate::notifications::*;
    use uuid::Uuid;

    fn person(number: u128) -> ResourceId {
        ResourceId(Uuid::from_u128(number))
    }

    fn said(change: Change<'_>) -> Vec<(Option<u128>, &'static str)> {
        plan(change)
            .into_iter()
            .map(|notice| match notice.to {
                Recipient::Beneficiary => (None, notice.kind.word()),
                Recipient::Professional(id) => (Some(id.0.as_u128()), notice.kind.word()),
            })
            .collect()
    }

    #[test]
    fn a_booking_invites_the_team_and_confirms_to_the_person() {
        let team = [person(1), person(2)];
        assert_eq!(
            said(Change::Booked { team: &team }),
            [(Some(1), "invitation"), (Some(2), "invitation"), (None, "confirmation")]
        );
    }

    #[test]
    fn a_move_tells_who_leaves_who_stays_and_who_comes() {
        let (before, after) = ([person(1), person(2)], [person(2), person(3)]);
        assert_eq!(
            said(Change::Moved { before: &before, after: &after }),
            [(Some(1), "withdrawal"), (Some(2), "update"), (Some(3), "invitation"), (None, "moved")]
        );
    }

    #[test]
    fn a_replacement_is_not_the_persons_business() {
        let (before, after) = ([person(1), person(2)], [person(3), person(2)]);
        assert_eq!(
            said(Change::Replaced { before: &before, after: &after }),
            [(Some(1), "withdrawal"), (Some(2), "update"), (Some(3), "invitation")]
        );
    }

    #[test]
    fn a_cancellation_reaches_everyone() {
        assert_eq!(
            said(Change::Cancelled { team: &[person(1)], by: Party::Service }),
            [(Some(1), "cancellation"), (None, "called_off")]
        );
        assert_eq!(
            said(Change::Cancelled { team: &[person(1)], by: Party::Beneficiary }),
            [(Some(1), "cancellation"), (None, "cancelled_by_person")]
        );
    }

    #[test]
    fn what_was_never_said_is_not_taken_back() {
        assert_eq!(merge(MessageKind::Invitation, MessageKind::Cancellation), None);
        assert_eq!(merge(MessageKind::Confirmation, MessageKind::CancelledByPerson), None);
        assert_eq!(merge(MessageKind::Confirmation, MessageKind::CalledOff), Some(MessageKind::CalledOff));
        assert_eq!(merge(MessageKind::Invitation, MessageKind::Update), Some(MessageKind::Invitation));
        assert_eq!(merge(MessageKind::Confirmation, MessageKind::Moved), Some(MessageKind::Confirmation));
        assert_eq!(merge(MessageKind::Update, MessageKind::Cancellation), Some(MessageKind::Cancellation));
        assert_eq!(merge(MessageKind::Withdrawal, MessageKind::Invitation), Some(MessageKind::Update));
    }

    #[test]
    fn nothing_is_said_that_is_no_longer_so() {
        let stands = DeliveryContext {
            state: State::Booked,
            in_team: true,
            same_facts: true,
            is_late: false,
            is_settled: false,
        };
        for kind in MessageKind::ALL.into_iter().filter(|kind| kind.is_change()) {
            let said = check_still_valid(kind, stands).is_ok();
            assert_eq!(said, !kind.retracts(), "{kind:?} about a booked appointment");
            let cancelled = DeliveryContext { state: State::Cancelled, in_team: false, ..stands };
            assert_eq!(
                check_still_valid(kind, cancelled).is_ok(),
                kind.retracts(),
                "{kind:?} about a cancelled one"
            );
            assert!(check_still_valid(kind, DeliveryContext { is_late: true, ..stands }).is_err());
            if !kind.retracts() {
                assert!(check_still_valid(kind, DeliveryContext { same_facts: false, ..stands }).is_err());
            }
        }
        let replaced = DeliveryContext { in_team: false, ..stands };
        assert!(check_still_valid(MessageKind::Withdrawal, replaced).is_ok());
        assert!(check_still_valid(MessageKind::Update, replaced).is_err());
        for state in State::ALL {
            let now = DeliveryContext { state, ..stands };
            assert_eq!(
                check_still_valid(MessageKind::Reminder, now).is_ok(),
                state.is_expected(),
                "{state:?}"
            );
            assert_eq!(
                check_still_valid(MessageKind::Missed, now).is_ok(),
                state == State::NoShow,
                "{state:?}"
            );
        }
        let missed = DeliveryContext { state: State::NoShow, is_settled: true, ..stands };
        assert_eq!(check_still_valid(MessageKind::Missed, missed), Err(DropReason::Overtaken));
    }

    #[test]
    fn who_has_an_appointment_or_needs_none_is_not_asked_to_choose_one() {
        for (is_booked, is_over, asked) in
            [(false, false, true), (true, false, false), (false, true, false), (true, true, false)]
        {
            assert_eq!(check_still_invited(InvitationContext { is_booked, is_over }).is_ok(), asked);
        }
    }

    #[test]
    fn a_place_is_offered_to_whom_it_helps_while_it_is_free() {
        let free = OfferContext { is_over: false, is_late: false, is_served: false, is_free: true };
        for (offering, told) in [
            (free, Ok(())),
            (OfferContext { is_free: false, ..free }, Err(DropReason::PlaceTaken)),
            (OfferContext { is_served: true, ..free }, Err(DropReason::Overtaken)),
            (OfferContext { is_late: true, ..free }, Err(DropReason::TooLate)),
            (OfferContext { is_over: true, ..free }, Err(DropReason::NotExpected)),
        ] {
            assert_eq!(check_still_offered(offering), told, "{offering:?}");
        }
    }

    #[test]
    fn words_are_read_back() {
        for kind in MessageKind::ALL.into_iter().chain(MessageKind::ANSWERS) {
            assert_eq!(MessageKind::from_word(kind.word()), Some(kind));
        }
        for why in DropReason::ALL {
            assert_eq!(DropReason::from_word(why.word()), Some(why));
        }
    }
}
