//! One part of an SMS, queued for the session.

use domain::ids::MessageId;
use rusmpp::pdus::SubmitSm;
use tokio::sync::oneshot;

use super::verdict::PartOutcome;

/// One part of a message, queued for the session.
pub(super) struct PartRequest {
    pub message: MessageId,
    pub pdu: SubmitSm,
    pub answer: oneshot::Sender<PartOutcome>,
}
