//! The key of the service and its keyed hashes.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;

/// Bytes of the key.
pub const KEY_BYTES: usize = 32;

/// What a keyed hash is for: the same text hashed for two purposes gives unrelated values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The token of an invitation.
    Token,
    /// The code of an invitation.
    Code,
    /// The calendar feed of an invitation.
    Feed,
    /// The stored hash by which a token, a code or a session is found.
    Lookup,
    /// The form token of a session.
    Form,
    /// The key of a rate limit.
    Limit,
    /// The address of delivery reports on a message.
    Report,
    /// The address of calendar answers about an appointment.
    Answer,
    /// Comparing two texts in constant time.
    Comparing,
    /// The check-in tablet of a site.
    Tablet,
    /// The token of a link by which an account sets its password.
    Password,
    /// The address of the webhook of an SMS provider.
    ProviderWebhook,
    /// The state and nonce of a sign-in at an identity provider.
    SingleSignOn,
    /// The secret of a signed-in session.
    Session,
    /// The stored hash that tells one mail address or telephone number from another.
    Address,
}

impl Purpose {
    /// The word that is hashed in front of the text. Changing one voids everything hashed for that purpose.
    const fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Code => "code",
            Self::Feed => "feed",
            Self::Lookup => "finding",
            Self::Form => "form",
            Self::Limit => "limit",
            Self::Report => "report",
            Self::Answer => "answer",
            Self::Comparing => "comparing",
            Self::Tablet => "tablet",
            Self::Password => "password",
            Self::ProviderWebhook => "caller",
            Self::SingleSignOn => "journey",
            Self::Session => "session",
            Self::Address => "address",
        }
    }
}

/// The key of the service. Replicas share it; changing it voids every link.
#[derive(Clone)]
pub struct ServiceKey(hmac::Key);

impl ServiceKey {
    /// The key made of these random bytes.
    #[must_use]
    pub fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The keyed hash (HMAC-SHA-256, RFC 2104) of `text` for one purpose.
    #[must_use]
    pub fn hash(&self, purpose: Purpose, text: &[u8]) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(hmac::sign(&self.0, &hashed_text(purpose, text)).as_ref());
        hash
    }

    /// As [`ServiceKey::hash`], in characters that are safe in an address or a form (base64url).
    #[must_use]
    pub fn name(&self, purpose: Purpose, text: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.hash(purpose, text))
    }

    /// True when `name` is the [`ServiceKey::name`] of `text`. Constant time.
    #[must_use]
    pub fn proves(&self, purpose: Purpose, text: &[u8], name: &str) -> bool {
        let Ok(hash) = URL_SAFE_NO_PAD.decode(name) else { return false };
        hmac::verify(&self.0, &hashed_text(purpose, text), &hash).is_ok()
    }

    /// True when two texts are equal. Constant time.
    #[must_use]
    pub fn same(&self, one: &[u8], other: &[u8]) -> bool {
        let hash = self.hash(Purpose::Comparing, one);
        hmac::verify(&self.0, &hashed_text(Purpose::Comparing, other), &hash).is_ok()
    }
}

fn hashed_text(purpose: Purpose, text: &[u8]) -> Vec<u8> {
    [purpose.word().as_bytes(), &[0], text].concat()
}

impl fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_holds_for_its_text_and_purpose_only() {
        let key = ServiceKey::new(&[1; KEY_BYTES]);
        let name = key.name(Purpose::Form, b"session");
        assert!(key.proves(Purpose::Form, b"session", &name));
        assert!(!key.proves(Purpose::Form, b"another", &name));
        assert!(!key.proves(Purpose::Limit, b"session", &name));
        assert!(!key.proves(Purpose::Form, b"session", "not base64!"));
        assert!(key.same(&[3, 4], &[3, 4]) && !key.same(&[3, 4], &[4, 3]));
    }
}
