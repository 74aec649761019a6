//! Channels by which a beneficiary receives each kind of message.

use crate::channel::{Channel, Channels};
use crate::notifications::MessageKind;

/// The channels that reach a beneficiary, and those by which they refuse reminders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reachability {
    /// Channels with a working address.
    pub good: Channels,
    /// Channels by which they refuse reminders: they answered STOP, or chose so on their page.
    pub refused: Channels,
}

impl Reachability {
    /// Not reachable at all.
    pub const NONE: Self = Self { good: Channels::NONE, refused: Channels::NONE };

    /// The channels by which a message of `kind` is sent.
    ///
    /// STOP applies to messages that prompt people to act (CPCE art. L. 34-5). A rescheduled or cancelled appointment
    /// is announced all the same, so that nobody comes in vain. A confirmation, or that of their own cancellation, is
    /// sent by a refused channel only when there is no other.
    #[must_use]
    pub fn channels_for(self, kind: MessageKind) -> Channels {
        let wanted = self.good.without(self.refused);
        match kind {
            MessageKind::Reminder | MessageKind::PlaceFreed => wanted,
            MessageKind::Moved | MessageKind::CalledOff => self.good,
            // Refusing mail stops only reminders by mail.
            _ => {
                let asked = self.good.without(self.refused.and(Channels::of([Channel::Sms])));
                let can_be_stopped =
                    matches!(kind, MessageKind::Choose | MessageKind::Chase | MessageKind::Missed);
                if asked.is_empty() && !can_be_stopped { self.good } else { asked }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::reachability::*;

    const MAIL: Channels = Channels::NONE.with(Channel::Mail);
    const SMS: Channels = Channels::NONE.with(Channel::Sms);

    #[test]
    fn stop_stops_what_may_be_stopped() {
        let stopped = Reachability { good: Channels::ALL, refused: SMS };
        for kind in [
            MessageKind::Reminder,
            MessageKind::PlaceFreed,
            MessageKind::Choose,
            MessageKind::Chase,
            MessageKind::Missed,
        ] {
            assert_eq!(stopped.channels_for(kind), MAIL, "{kind:?}");
            assert_eq!(Reachability { good: SMS, ..stopped }.channels_for(kind), Channels::NONE, "{kind:?}");
        }
        for kind in [MessageKind::Confirmation, MessageKind::CancelledByPerson] {
            assert_eq!(stopped.channels_for(kind), MAIL, "{kind:?}");
            assert_eq!(Reachability { good: SMS, ..stopped }.channels_for(kind), SMS, "{kind:?}");
        }
        for kind in [MessageKind::Moved, MessageKind::CalledOff] {
            assert_eq!(stopped.channels_for(kind), Channels::ALL, "{kind:?}");
        }
    }

    #[test]
    fn who_stops_mails_stops_reminders_only() {
        let stopped = Reachability { good: MAIL, refused: MAIL };
        assert_eq!(stopped.channels_for(MessageKind::Reminder), Channels::NONE);
        for kind in [
            MessageKind::Choose,
            MessageKind::Chase,
            MessageKind::Missed,
            MessageKind::Confirmation,
            MessageKind::CalledOff,
        ] {
            assert_eq!(stopped.channels_for(kind), MAIL, "{kind:?}");
        }
    }

    #[test]
    fn nothing_goes_where_nothing_arrives() {
        for kind in MessageKind::ALL {
            assert!(Reachability::NONE.channels_for(kind).is_empty());
            assert!(
                Reachability { refused: Channels::ALL, ..Reachability::NONE }.channels_for(kind).is_empty()
            );
        }
    }
}
