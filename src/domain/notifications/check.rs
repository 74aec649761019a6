//! Checks at the time of sending: whether a message is still true and still wanted.

use crate::appointment_state::State;
use crate::notifications::drop_reason::DropReason;
use crate::notifications::kind::MessageKind;

/// The appointment as it is when a message about it is about to be sent.
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryContext {
    /// The appointment's state.
    pub state: State,
    /// The recipient is in the team; true for the beneficiary.
    pub in_team: bool,
    /// The appointment still has the time, site and mode stated in the message.
    pub same_facts: bool,
    /// The latest useful time of the message has passed: the stated start, or that of the reminder's offset.
    pub is_late: bool,
    /// The beneficiary has another upcoming appointment, or needs none any more.
    pub is_settled: bool,
}

/// The referral as it is when an invitation to choose is about to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationContext {
    /// An appointment is booked.
    pub is_booked: bool,
    /// The beneficiary was received, is no longer concerned, or was erased.
    pub is_over: bool,
}

/// Checks that a message is still true at the time of sending.
///
/// # Errors
/// Why not.
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

/// Checks that a beneficiary is still to be invited to choose an appointment.
///
/// # Errors
/// Why not.
pub const fn check_still_invited(waiting: InvitationContext) -> Result<(), DropReason> {
    if waiting.is_over {
        return Err(DropReason::NotExpected);
    }
    if waiting.is_booked {
        return Err(DropReason::Overtaken);
    }
    Ok(())
}

/// The free slot as it is when a waitlist message is about to be sent.
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferContext {
    /// The beneficiary was received, is no longer concerned, or was erased.
    pub is_over: bool,
    /// The latest useful time of the message has passed ([`crate::waitlist::WaitlistRule::latest_useful_time`]).
    pub is_late: bool,
    /// The beneficiary has an appointment that the slot does not improve enough on.
    pub is_served: bool,
    /// The slot is the first that the beneficiary could book now.
    pub is_free: bool,
}

/// Checks that a beneficiary is still to be notified of a free slot.
///
/// # Errors
/// Why not.
pub const fn check_still_offered(offering: OfferContext) -> Result<(), DropReason> {
    match offering {
        OfferContext { is_over: true, .. } => Err(DropReason::NotExpected),
        OfferContext { is_late: true, .. } => Err(DropReason::TooLate),
        OfferContext { is_served: true, .. } => Err(DropReason::Overtaken),
        OfferContext { is_free: false, .. } => Err(DropReason::PlaceTaken),
        _ => Ok(()),
    }
}
