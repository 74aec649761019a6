//! What comes back: reports on messages that left, and what professionals' calendars answer.

use chrono::{DateTime, Utc};

use crate::channel::AddressFault;
use crate::ids::AppointmentId;

/// What a report says of a message that left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportedOutcome {
    /// It arrived.
    Delivered,
    /// Not yet; whoever carries it goes on trying.
    Delayed,
    /// It came back, and so will every other: the channel is bad.
    Gone(AddressFault),
    /// It came back, for a reason that may pass.
    Failed,
}

impl ReportedOutcome {
    /// What a delivery status notification says (RFC 3464 sections 2.3.3 and 2.3.4; RFC 3463 for the codes): `action` is
    /// one word, `status` three numbers. `None` for words that are none of these, and for `expanded`, which says nothing
    /// of a person.
    #[must_use]
    pub fn of(action: &str, status: &str) -> Option<Self> {
        let mut numbers = status.trim().splitn(3, '.').map(|number| number.trim().parse::<u16>().ok());
        let (class, subject) = (numbers.next().flatten(), numbers.next().flatten());
        match action.trim().to_ascii_lowercase().as_str() {
            "delivered" | "relayed" => Some(Self::Delivered),
            "delayed" => Some(Self::Delayed),
            // Without a status nobody knows whether it may pass.
            "failed" if class == Some(5) => {
                // Addressing status, and routing: nobody is there. The rest is no, for another reason.
                let nobody = matches!(subject, Some(1 | 4));
                Some(Self::Gone(if nobody { AddressFault::Unknown } else { AddressFault::Refused }))
            }
            "failed" => Some(Self::Failed),
            _ => None,
        }
    }
}

/// What somebody's calendar says to an invitation (iTIP, RFC 5546).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationAnswer {
    /// They come (PARTSTAT=ACCEPTED).
    Accepted,
    /// They may come (PARTSTAT=TENTATIVE).
    Tentative,
    /// They do not come (PARTSTAT=DECLINED).
    Declined,
    /// They propose another time (METHOD:COUNTER).
    Counter,
}

impl InvitationAnswer {
    /// Every answer.
    pub const ALL: [Self; 4] = [Self::Accepted, Self::Tentative, Self::Declined, Self::Counter];

    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Tentative => "tentative",
            Self::Declined => "declined",
            Self::Counter => "counter",
        }
    }

    /// The answer written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.word() == word)
    }
}

/// The time that somebody proposes instead of that of an appointment: all that is kept of their event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeProposal {
    /// When it would start.
    pub from: DateTime<Utc>,
    /// When it would end, if they say so.
    pub to: Option<DateTime<Utc>>,
}

/// An answer with what puts it in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationReply {
    /// What the left part of its UID says.
    pub appointment: AppointmentId,
    /// What it says.
    pub answer: InvitationAnswer,
    /// SEQUENCE of the invitation that it answers; 0 when it has none (RFC 5546 section 3.2.3).
    pub sequence: i32,
    /// DTSTAMP: when it was written.
    pub stamp: DateTime<Utc>,
    /// With [`InvitationAnswer::Counter`], the time proposed, when it can be read.
    pub proposes: Option<TimeProposal>,
}

/// Where the last answer of somebody stands in the order of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReplyOrder {
    /// SEQUENCE.
    pub sequence: i32,
    /// DTSTAMP.
    pub stamp: DateTime<Utc>,
}

impl InvitationReply {
    /// The same, no newer than an answer can be that arrived at `arrived`, to invitations of which the newest has the
    /// SEQUENCE `sent`: whatever says more would stand before everything true that comes after it.
    #[must_use]
    pub fn clamped(self, sent: i32, arrived: DateTime<Utc>) -> Self {
        Self { sequence: self.sequence.min(sent), stamp: self.stamp.min(arrived), ..self }
    }

    /// Its place in the order.
    #[must_use]
    pub const fn order(&self) -> ReplyOrder {
        ReplyOrder { sequence: self.sequence, stamp: self.stamp }
    }

    /// True when it counts: it answers the newest invitation that was sent, whose SEQUENCE is `invited`, and is not older
    /// than what the same person answered last (RFC 5546 section 2.1.5). The same one again counts, so that what an
    /// interruption left half done is done.
    #[must_use]
    pub fn is_current(&self, invited: i32, last: Option<ReplyOrder>) -> bool {
        self.sequence >= invited && last.is_none_or(|last| self.order() >= last)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::incoming_mail::*;

    #[test]
    fn reports_are_read_by_their_codes() {
        for (action, status, fate) in [
            ("failed", "5.1.1", Some(ReportedOutcome::Gone(AddressFault::Unknown))),
            ("Failed", " 5.4.4 ", Some(ReportedOutcome::Gone(AddressFault::Unknown))),
            ("failed", "5.7.1", Some(ReportedOutcome::Gone(AddressFault::Refused))),
            ("failed", "5.2.2 (full)", Some(ReportedOutcome::Gone(AddressFault::Refused))),
            ("failed", "4.4.7", Some(ReportedOutcome::Failed)),
            ("failed", "", Some(ReportedOutcome::Failed)),
            ("delayed", "4.4.1", Some(ReportedOutcome::Delayed)),
            ("delivered", "2.0.0", Some(ReportedOutcome::Delivered)),
            ("relayed", "2.1.9", Some(ReportedOutcome::Delivered)),
            ("expanded", "2.0.0", None),
            ("", "5.1.1", None),
        ] {
            assert_eq!(ReportedOutcome::of(action, status), fate, "{action} {status}");
        }
    }

    proptest! {
        #[test]
        fn whatever_was_said_before_the_next_true_answer_counts(
            sequence in 0_i32..i32::MAX, second in 0_i64..10_000, invited in 0_i32..3, arrived in 1_i64..100,
        ) {
            let at = |second| DateTime::from_timestamp(second, 0).unwrap();
            let of = |sequence, stamp, answer| InvitationReply {
                appointment: AppointmentId(uuid::Uuid::nil()), answer, sequence, stamp, proposes: None,
            };
            let strange = of(sequence, at(second), InvitationAnswer::Accepted).clamped(invited, at(arrived));
            prop_assert!(strange.sequence <= invited && strange.stamp <= at(arrived));
            let true_one = of(invited, at(arrived + 1), InvitationAnswer::Declined).clamped(invited, at(arrived + 2));
            prop_assert!(true_one.is_current(invited, Some(strange.order())));
        }

        #[test]
        fn in_whatever_order_answers_come_the_newest_one_stands(
            answers in prop::collection::vec((0_i32..3, 0_i64..5, 0_usize..3), 1..8), invited in 0_i32..3,
        ) {
            let replies: Vec<InvitationReply> = answers
                .iter()
                .map(|(sequence, second, answer)| InvitationReply {
                    appointment: AppointmentId(uuid::Uuid::nil()),
                    answer: InvitationAnswer::ALL[*answer],
                    sequence: *sequence,
                    stamp: DateTime::from_timestamp(*second, 0).unwrap(),
                    proposes: None,
                })
                .collect();
            let mut last: Option<ReplyOrder> = None;
            for reply in &replies {
                if reply.is_current(invited, last) {
                    last = Some(reply.order());
                }
            }
            let newest = replies.iter().map(InvitationReply::order).filter(|order| order.sequence >= invited).max();
            prop_assert_eq!(last, newest);
        }
    }
}
