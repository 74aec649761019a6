//! The service's key and public address: keyed hashes, personal links, and reply addresses.
//!
//! Tokens and codes are never stored. An invitation stores a random seed; the key derives its token and its code from
//! it, and the hashes by which they are found again. A copy of the database alone gives neither; the service can write
//! the same link again in a later message.

mod link_signer;
mod paths;
mod public_url;
pub mod return_paths;
mod service_key;

pub use link_signer::{InvitationSecrets, LinkSigner, SEED_BYTES};
pub use paths::{choose_path, mine_path, password_path, provider_webhook_path, stop_path};
pub use public_url::{NotAnAddress, PublicUrl};
pub use service_key::{KEY_BYTES, Purpose, ServiceKey};
