//! The messages that a change of an appointment requires, and the merging of unsent ones.

use crate::appointment_state::Party;
use crate::ids::ResourceId;
use crate::notifications::kind::MessageKind;

/// Recipient of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// The beneficiary.
    Beneficiary,
    /// A professional of the team.
    Professional(ResourceId),
}

/// A message to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Notice {
    /// Recipient.
    pub to: Recipient,
    /// Kind.
    pub kind: MessageKind,
}

/// A change that must be notified. The lists hold the professionals of the team, without rooms.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// Newly booked.
    Booked {
        /// The team.
        team: &'a [ResourceId],
    },
    /// Another time, site or mode.
    Moved {
        /// The team before.
        before: &'a [ResourceId],
        /// The team now.
        after: &'a [ResourceId],
    },
    /// Another team at the same time: the beneficiary is not notified, as nothing changes for them.
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
        /// Who cancelled.
        by: Party,
    },
}

/// The messages a change requires, each recipient once.
#[must_use]
pub fn plan(change: Change<'_>) -> Vec<Notice> {
    let notify = |to: &[ResourceId], kind: MessageKind| -> Vec<Notice> {
        to.iter().map(|id| Notice { to: Recipient::Professional(*id), kind }).collect()
    };
    let changed = |before: &[ResourceId], after: &[ResourceId]| {
        let split = |list: &[ResourceId], others: &[ResourceId], inside: bool| -> Vec<ResourceId> {
            list.iter().filter(|id| others.contains(id) == inside).copied().collect()
        };
        // Withdrawals first, so that no calendar shows two people in one seat for long.
        let mut notices = notify(&split(before, after, false), MessageKind::Withdrawal);
        notices.extend(notify(&split(after, before, true), MessageKind::Update));
        notices.extend(notify(&split(after, before, false), MessageKind::Invitation));
        notices
    };
    let to_beneficiary = |kind| Notice { to: Recipient::Beneficiary, kind };
    let mut notices = match change {
        Change::Booked { team } => notify(team, MessageKind::Invitation),
        Change::Moved { before, after } | Change::Replaced { before, after } => changed(before, after),
        Change::Cancelled { team, .. } => notify(team, MessageKind::Cancellation),
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

/// Merges an unsent message `unsaid` with a `later` one to the same recipient about the same appointment; `None` when
/// nothing remains to be sent: an invitation nobody saw need not be cancelled. A cancellation by the service is
/// always sent: the beneficiary knows of the booking from the screen, the desk or the telephone.
#[must_use]
pub const fn merge(unsaid: MessageKind, later: MessageKind) -> Option<MessageKind> {
    match (unsaid, later) {
        (MessageKind::Invitation, MessageKind::Withdrawal | MessageKind::Cancellation)
        | (MessageKind::Confirmation, MessageKind::CancelledByPerson) => None,
        (MessageKind::Invitation, MessageKind::Update) => Some(MessageKind::Invitation),
        (MessageKind::Confirmation, MessageKind::Moved) => Some(MessageKind::Confirmation),
        // Their calendar still holds the appointment, so being back in the team is an update of the same event.
        (MessageKind::Withdrawal, MessageKind::Invitation) => Some(MessageKind::Update),
        (_, later) => Some(later),
    }
}
