//! How mails are sent, and by whom.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::actions::Redelivery;
use crate::adapters::mail::{RelaySession, Transport};
use crate::formats::email::Service;

/// A session with the relay that several jobs share: one mail after the other.
pub type SharedSession = Arc<Mutex<RelaySession>>;

/// The transport of mails and their sender.
#[derive(Clone)]
pub struct Mailer {
    /// How mails are sent.
    pub transport: Transport,
    /// The sender.
    pub service: Service,
}

impl Mailer {
    /// A session for one worker. Connects to nothing yet.
    #[must_use]
    pub fn session(&self) -> RelaySession {
        RelaySession::over(self.transport.clone())
    }

    /// Whether sending a mail twice does harm.
    pub(super) const fn redelivery(&self) -> Redelivery {
        match self.transport {
            Transport::Folder(_) => Redelivery::Safe,
            Transport::Smtp(_) => Redelivery::Unsafe,
        }
    }
}
