//! SMS as providers exchange them: outgoing messages, reported events, webhook bodies, stored files.

mod outgoing;
pub mod provider_event;
pub mod provider_webhooks;
pub mod stored;

pub use outgoing::OutgoingSms;
