//! An SMPP 3.4 client, bound as transceiver.
//!
//! One connection, kept open by its own task (`session`): it binds, keeps at most a window of unanswered messages,
//! slows down when throttled, sends `enquire_link`, and reconnects with growing pauses. What was written and not answered
//! is doubtful, what was not written is not: no session library tells the two apart, so the session is ours and only the
//! PDUs are `rusmpp`'s.

mod part;
mod pdu;
mod session;
mod settings;
mod verdict;

use std::fmt;
use std::sync::{Arc, OnceLock};

use tokio::sync::{mpsc, oneshot};

use domain::ids::MessageId;
use domain::sms::SenderId;
use rusmpp::pdus::SubmitSm;

use part::PartRequest;
use verdict::PartOutcome;

use super::event_sink::EventSink;
use super::outcome::{Cause, Outcome};
use crate::formats::sms::OutgoingSms;

pub use settings::{NAME, SmppSettings, SmppSetupError};

/// How often a part is tried again when another part of the same message has left.
const TRIES_OF_A_PART: usize = 5;

/// An exchange. Clones share the connection.
#[derive(Clone)]
pub struct Smpp(Arc<Inner>);

struct Inner {
    settings: SmppSettings,
    ear: EventSink,
    orders: OnceLock<mpsc::Sender<PartRequest>>,
}

impl fmt::Debug for Smpp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Smpp").field(&self.0.settings).finish()
    }
}

impl Smpp {
    /// The exchange of `settings`; receipts and answers go to `ear`. Connects to nothing yet.
    ///
    /// # Errors
    /// [`SmppSetupError`].
    pub fn new(settings: SmppSettings, ear: EventSink) -> Result<Self, SmppSetupError> {
        let plain = |text: &str, most: usize| text.len() <= most && text.is_ascii();
        if settings.system_id.is_empty() || !plain(&settings.system_id, 15) {
            return Err(SmppSetupError::SystemId);
        }
        if !plain(settings.password.expose(), 8) {
            return Err(SmppSetupError::Password);
        }
        if !plain(&settings.system_type, 12) {
            return Err(SmppSetupError::SystemType);
        }
        Ok(Self(Arc::new(Inner { settings, ear, orders: OnceLock::new() })))
    }

    /// Connects, and stays connected, so that receipts and answers come in; needs a running `tokio`. The session ends
    /// when the last clone is gone.
    pub fn listen(&self) {
        self.orders();
    }

    /// Who writes.
    #[must_use]
    pub fn sender(&self) -> &SenderId {
        &self.0.settings.sender
    }

    /// Connects, binds and unbinds, in a session of its own; hands nothing over.
    ///
    /// # Errors
    /// [`Cause`].
    pub async fn probe(&self) -> Result<(), Cause> {
        session::probe(&self.0.settings).await
    }

    /// Hands `sms` over, in as many parts as it takes, one after the other.
    pub async fn send(&self, sms: &OutgoingSms) -> Outcome {
        let Some(parts) = pdu::submits(sms, &self.0.settings.sender) else {
            return Outcome::Permanent(Cause::Unwritable);
        };
        let mut references = Vec::with_capacity(parts.len());
        for (place, pdu) in parts.into_iter().enumerate() {
            match self.send_part(sms.message, &pdu, place > 0).await {
                PartOutcome::Accepted(reference) => references.extend(reference),
                // Another part is on the telephone already: the whole cannot be called unsent.
                _ if place > 0 => return Outcome::Unknown(Cause::PartLeft),
                PartOutcome::Temporary(cause, after) => return Outcome::Temporary { cause, after },
                PartOutcome::Throttled(after) => return Outcome::Throttled { after },
                PartOutcome::Permanent(cause) => return Outcome::Permanent(cause),
                PartOutcome::Unknown(cause) => return Outcome::Unknown(cause),
            }
        }
        Outcome::Accepted { provider: NAME, references }
    }

    async fn send_part(&self, message: MessageId, pdu: &SubmitSm, insists: bool) -> PartOutcome {
        let mut tries = 0;
        loop {
            let (answer, answered) = oneshot::channel();
            let order = PartRequest { message, pdu: pdu.clone(), answer };
            if self.orders().send(order).await.is_err() {
                return PartOutcome::Temporary(Cause::Stopping, None);
            }
            // An order is dropped unanswered only when the runtime ends in the middle.
            let outcome = answered.await.unwrap_or(PartOutcome::Unknown(Cause::Stopping));
            tries += 1;
            let pause = match &outcome {
                PartOutcome::Throttled(after) => *after,
                PartOutcome::Temporary(_, after) => after.unwrap_or(self.0.settings.pause),
                _ => return outcome,
            };
            if !insists || tries == TRIES_OF_A_PART {
                return outcome;
            }
            tokio::time::sleep(pause).await;
        }
    }

    fn orders(&self) -> &mpsc::Sender<PartRequest> {
        self.0.orders.get_or_init(|| {
            // No queue of its own: what waits here is neither sent nor free to be sent by another replica.
            let (orders, ordered) = mpsc::channel(1);
            tokio::spawn(session::run(self.0.settings.clone(), self.0.ear.clone(), ordered));
            orders
        })
    }
}
