//! Personal links: the tokens and codes that the key derives from stored seeds.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::credentials::{Code, Credential, TOKEN_BYTES, Token};

use crate::keys::public_url::PublicUrl;
use crate::keys::service_key::{Purpose, ServiceKey};

/// Random bytes in an invitation: as many as the token has.
pub const SEED_BYTES: usize = TOKEN_BYTES;

/// Makes and checks personal links.
#[derive(Clone, Debug)]
pub struct LinkSigner {
    /// The service's key.
    pub key: ServiceKey,
    /// How the service is reached; messages hold no links without it.
    pub public_url: Option<PublicUrl>,
    /// How many reverse proxies append the client to X-Forwarded-For.
    pub trusted_proxies: u8,
}

/// What the key derives from the seed of an invitation.
#[derive(Clone, Debug)]
pub struct InvitationSecrets {
    /// For a mail.
    pub token: Token,
    /// For a letter or an SMS.
    pub code: Code,
    /// For a calendar subscription.
    pub feed: Token,
}

impl LinkSigner {
    /// Signs with `key`; no proxy, and no address to put into messages.
    #[must_use]
    pub const fn with_key(key: ServiceKey) -> Self {
        Self { key, public_url: None, trusted_proxies: 0 }
    }

    /// The token, the code and the feed of an invitation; `None` for the one seed in 10^16 that gives no code.
    #[must_use]
    pub fn invitation_secrets(&self, seed: &[u8]) -> Option<InvitationSecrets> {
        Some(InvitationSecrets {
            token: self.token(Purpose::Token, seed)?,
            code: Code::from_random(&self.key.hash(Purpose::Code, seed))?,
            feed: self.token(Purpose::Feed, seed)?,
        })
    }

    /// The token of a link by which an account sets its password.
    #[must_use]
    pub fn password_token(&self, seed: &[u8]) -> Option<Token> {
        self.token(Purpose::Password, seed)
    }

    /// The stored hash by which the invitation of a credential is found.
    #[must_use]
    pub fn lookup_hash(&self, credential: &Credential) -> String {
        self.key.name(Purpose::Lookup, credential.characters().as_bytes())
    }

    fn token(&self, purpose: Purpose, seed: &[u8]) -> Option<Token> {
        Token::parse(&URL_SAFE_NO_PAD.encode(&self.key.hash(purpose, seed)[..TOKEN_BYTES]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::service_key::KEY_BYTES;

    fn signer(byte: u8) -> LinkSigner {
        LinkSigner::with_key(ServiceKey::new(&[byte; KEY_BYTES]))
    }

    #[test]
    fn the_same_seed_and_key_give_the_same_link_and_nothing_else_does() {
        let secrets = |byte, seed: &[u8]| signer(byte).invitation_secrets(seed).unwrap();
        let one = secrets(1, b"seed");
        assert_eq!(one.token, secrets(1, b"seed").token);
        assert_eq!(one.code, secrets(1, b"seed").code);
        for other in [secrets(2, b"seed"), secrets(1, b"seeds")] {
            assert_ne!(one.token, other.token);
            assert_ne!(one.code, other.code);
            assert_ne!(one.feed, other.feed);
        }
        assert_ne!(one.token, one.feed);
    }

    #[test]
    fn the_key_is_never_written_to_a_log() {
        assert!(!format!("{:?}", signer(77)).contains("77"));
    }
}
