//! Incoming mail: delivery reports, and replies of professionals' calendars.

use chrono::{DateTime, Utc};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::channel::AddressFault;
use crate::ids::AppointmentId;
use crate::word::words;

/// What a delivery report says of a sent message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportedOutcome {
    /// Delivered.
    Delivered,
    /// Not yet delivered; the mail server keeps trying.
    Delayed,
    /// Bounced permanently: the address is bad.
    Gone(AddressFault),
    /// Bounced for a reason that may be temporary.
    Failed,
}

impl ReportedOutcome {
    /// Parses a delivery status notification (RFC 3464 sections 2.3.3 and 2.3.4; RFC 3463 for the codes): `action` is
    /// one word, `status` three numbers. `None` for words that are none of these, and for `expanded`, which says
    /// nothing about a recipient.
    #[must_use]
    pub fn of(action: &str, status: &str) -> Option<Self> {
        let mut numbers = status.trim().splitn(3, '.').map(|number| number.trim().parse::<u16>().ok());
        let (class, subject) = (numbers.next().flatten(), numbers.next().flatten());
        match action.trim().to_ascii_lowercase().as_str() {
            "delivered" | "relayed" => Some(Self::Delivered),
            "delayed" => Some(Self::Delayed),
            // Without a status the failure may be temporary.
            "failed" if class == Some(5) => {
                // Addressing and routing faults mean an unknown address; everything else is a refusal.
                let nobody = matches!(subject, Some(1 | 4));
                Some(Self::Gone(if nobody { AddressFault::Unknown } else { AddressFault::Refused }))
            }
            "failed" => Some(Self::Failed),
            _ => None,
        }
    }
}

/// A calendar's answer to an invitation (iTIP, RFC 5546).
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
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

words!(InvitationAnswer, "an answer to an invitation");

/// A counter-proposed time; nothing else of the event is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeProposal {
    /// When it would start.
    pub from: DateTime<Utc>,
    /// When it would end, if given.
    pub to: Option<DateTime<Utc>>,
}

/// A reply to an invitation, with the fields that order replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationReply {
    /// From the local part of its UID.
    pub appointment: AppointmentId,
    /// The answer.
    pub answer: InvitationAnswer,
    /// SEQUENCE of the invitation that it answers; 0 when it has none (RFC 5546 section 3.2.3).
    pub sequence: i32,
    /// DTSTAMP: when it was sent.
    pub stamp: DateTime<Utc>,
    /// With [`InvitationAnswer::Counter`], the time proposed, when it can be read.
    pub proposes: Option<TimeProposal>,
}

/// Order of replies by SEQUENCE and DTSTAMP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReplyOrder {
    /// SEQUENCE.
    pub sequence: i32,
    /// DTSTAMP.
    pub stamp: DateTime<Utc>,
}

impl InvitationReply {
    /// The same reply with SEQUENCE and DTSTAMP limited to what is possible: `sent` is the newest SEQUENCE sent,
    /// `arrived` the time of arrival. Otherwise a forged value would outrank all later replies.
    #[must_use]
    pub fn clamped(self, sent: i32, arrived: DateTime<Utc>) -> Self {
        Self { sequence: self.sequence.min(sent), stamp: self.stamp.min(arrived), ..self }
    }

    /// Its position in the order of replies.
    #[must_use]
    pub const fn order(&self) -> ReplyOrder {
        ReplyOrder { sequence: self.sequence, stamp: self.stamp }
    }

    /// True when it is current: it answers the newest invitation, whose SEQUENCE is `invited`, and is not older than
    /// the last reply of the same professional (RFC 5546 section 2.1.5). The same reply again is current, so that
    /// processing can resume after an interruption.
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
