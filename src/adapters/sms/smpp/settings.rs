//! Settings of an SMPP connection.

use std::num::NonZeroU32;
use std::time::Duration;

use domain::secret::Secret;
use domain::sms::SenderId;
use thiserror::Error;

/// The name of this provider in receipts and on pages.
pub const NAME: &str = "smpp";

/// Where and how to send SMS.
#[derive(Clone, Debug)]
pub struct SmppSettings {
    /// Name or address of the SMPP server; with TLS its certificate must be for it.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether the connection is protected.
    pub tls: bool,
    /// Our name there, 15 characters at most (SMPP 3.4 section 5.2.1).
    pub system_id: String,
    /// Our password there, 8 characters at most (section 5.2.2).
    pub password: Secret,
    /// What kind of system we are, when the operator wants to know (section 5.2.3).
    pub system_type: String,
    /// The sender.
    pub sender: SenderId,
    /// How many messages may be unanswered.
    pub window: NonZeroU32,
    /// How many messages a second the contract allows; no limit but the exchange's own without.
    pub per_second: Option<NonZeroU32>,
    /// How long to wait for an answer.
    pub patience: Duration,
    /// After how long a silence to send `enquire_link`.
    pub silence: Duration,
    /// The pause before reconnecting; doubled after each failure.
    pub pause: Duration,
    /// A random number, different for each replica, so that they do not all reconnect at once.
    pub chance: u8,
}

/// Invalid settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SmppSetupError {
    /// The name has no room in the protocol.
    #[error("the name at the exchange has 1 to 15 plain letters (SMPP 3.4)")]
    SystemId,
    /// The password has no room in the protocol.
    #[error("the password at the exchange has 8 plain letters at most (SMPP 3.4)")]
    Password,
    /// The type has no room in the protocol.
    #[error("the system type has 12 plain letters at most (SMPP 3.4)")]
    SystemType,
}
