//! The service's key and address: what personal links are made with.
//!
//! Tokens and codes are never stored. An invitation holds a seed of chance; the key makes the token and the code of
//! it, and the hashes by which they are found again. Whoever has a copy of the database has neither; the service
//! can write the same link again in a later message.

pub mod return_paths;

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::credentials::{Code, Credential, TOKEN_BYTES, Token};
use ring::hmac;
use thiserror::Error;

/// Bytes of the key.
pub const KEY_BYTES: usize = 32;
/// Bytes of chance in an invitation: as many as the token has.
pub const SEED_BYTES: usize = TOKEN_BYTES;

/// What a keyed hash is for: the same text under two purposes has nothing in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The token of an invitation.
    Token,
    /// The code of an invitation.
    Code,
    /// The calendar feed of an invitation.
    Feed,
    /// Finding a token, a code or a session.
    Finding,
    /// A form of a session.
    Form,
    /// The name of a limit.
    Limit,
    /// The address of reports on a message.
    Report,
    /// The address of answers about an appointment.
    Answer,
    /// Comparing without telling how far two texts agree.
    Comparing,
    /// The tablet at the door of a site.
    Tablet,
    /// The token of a link by which an account sets its password.
    Password,
    /// The address at which a provider of short messages calls us.
    Caller,
    /// The way to an identity provider and back.
    Journey,
    /// The secret of somebody who is signed in.
    Session,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Code => "code",
            Self::Feed => "feed",
            Self::Finding => "finding",
            Self::Form => "form",
            Self::Limit => "limit",
            Self::Report => "report",
            Self::Answer => "answer",
            Self::Comparing => "comparing",
            Self::Tablet => "tablet",
            Self::Password => "password",
            Self::Caller => "caller",
            Self::Journey => "journey",
            Self::Session => "session",
        }
    }
}

/// The key of the service. Replicas share it; whoever changes it makes every link void.
#[derive(Clone)]
pub struct ServiceKey(hmac::Key);

impl ServiceKey {
    /// The key of these bytes of chance.
    #[must_use]
    pub fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The keyed hash (HMAC-SHA-256, RFC 2104) of `text` for one purpose.
    #[must_use]
    pub fn hash(&self, purpose: Purpose, text: &[u8]) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(hmac::sign(&self.0, &said(purpose, text)).as_ref());
        hash
    }

    /// As [`ServiceKey::hash`], in characters that may stand in an address or a form.
    #[must_use]
    pub fn name(&self, purpose: Purpose, text: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.hash(purpose, text))
    }

    /// True when `name` is the name of `text`. Takes as long whatever it is.
    #[must_use]
    pub fn proves(&self, purpose: Purpose, text: &[u8], name: &str) -> bool {
        let Ok(hash) = URL_SAFE_NO_PAD.decode(name) else { return false };
        hmac::verify(&self.0, &said(purpose, text), &hash).is_ok()
    }

    /// True when two texts are the same. Takes as long whatever they are.
    #[must_use]
    pub fn same(&self, one: &[u8], other: &[u8]) -> bool {
        let hash = self.hash(Purpose::Comparing, one);
        hmac::verify(&self.0, &said(Purpose::Comparing, other), &hash).is_ok()
    }
}

fn said(purpose: Purpose, text: &[u8]) -> Vec<u8> {
    [purpose.word().as_bytes(), &[0], text].concat()
}

impl fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceKey(..)")
    }
}

/// The address is not one that links can begin with.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("write it as https://rdv.exemple.fr, without a slash at the end")]
pub struct NotAnAddress;

/// How the service is reached from outside: `https://rdv.exemple.fr`, with a path when it is not at the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address written `text`; a slash at its end is left out.
    ///
    /// # Errors
    /// [`NotAnAddress`] when it is neither `http` nor `https`, has no host, or holds what no such address does.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim_end_matches('/');
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let rest = rest.ok_or(NotAnAddress)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:/[]_".contains(&byte);
        let good = rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
            && rest.bytes().all(plain)
            && !rest.contains("//");
        if good { Ok(Self(text.to_owned())) } else { Err(NotAnAddress) }
    }

    /// The address of `path`, which begins with a slash.
    #[must_use]
    pub fn to(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// True when what travels is protected: cookies may then say that they need it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Scheme, host and port, as a browser names where a form comes from.
    #[must_use]
    pub fn origin(&self) -> &str {
        let scheme = self.0.find("://").map_or(0, |at| at + 3);
        let end = self.0[scheme..].find('/').map_or(self.0.len(), |at| scheme + at);
        &self.0[..end]
    }
}

/// What links are made with.
#[derive(Clone, Debug)]
pub struct Links {
    /// The service's key.
    pub key: ServiceKey,
    /// How the service is reached; messages hold no links without it.
    pub public_url: Option<PublicUrl>,
    /// How many proxies of ours stand before it and write down whom they speak for.
    pub proxies: u8,
}

impl Links {
    /// Links made with `key`, reached directly, with no address to put into messages.
    #[must_use]
    pub const fn with_key(key: ServiceKey) -> Self {
        Self { key, public_url: None, proxies: 0 }
    }
}

/// What an invitation's seed gives with the key.
#[derive(Clone, Debug)]
pub struct Keyring {
    /// For a mail.
    pub token: Token,
    /// For a letter or an SMS.
    pub code: Code,
    /// For a calendar that subscribes.
    pub feed: Token,
}

impl Links {
    /// The token, the code and the feed of an invitation; `None` for the one seed in 10^16 that gives no code.
    #[must_use]
    pub fn keyring(&self, seed: &[u8]) -> Option<Keyring> {
        let token = |purpose| {
            let hash = self.key.hash(purpose, seed);
            Token::parse(&URL_SAFE_NO_PAD.encode(&hash[..TOKEN_BYTES]))
        };
        Some(Keyring {
            token: token(Purpose::Token)?,
            code: Code::drawn(&self.key.hash(Purpose::Code, seed))?,
            feed: token(Purpose::Feed)?,
        })
    }

    /// The token of a link by which an account sets its password.
    #[must_use]
    pub fn password_token(&self, seed: &[u8]) -> Option<Token> {
        Token::parse(&URL_SAFE_NO_PAD.encode(&self.key.hash(Purpose::Password, seed)[..TOKEN_BYTES]))
    }

    /// The hash by which what opens a link is found.
    #[must_use]
    pub fn finding(&self, door: &Credential) -> String {
        self.key.name(Purpose::Finding, door.characters().as_bytes())
    }
}

/// The path at which the provider of short messages called `name` calls us: nobody else can guess it.
#[must_use]
pub fn caller_path(key: &ServiceKey, name: &str) -> String {
    format!("/sms/{name}/{}", key.name(Purpose::Caller, name.as_bytes()))
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes that `text` writes in hexadecimal.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

/// The path of the page where an appointment is chosen.
#[must_use]
pub fn choose_path(door: &Credential) -> String {
    format!("/a/{}", door.characters())
}

/// The path of the page where an account sets its password.
#[must_use]
pub fn password_path(token: &Token) -> String {
    format!("/sign-in/link/{}", token.as_str())
}

/// The path of the page of one's own appointment.
#[must_use]
pub fn mine_path(door: &Credential) -> String {
    format!("/r/{}", door.characters())
}

/// The path of the page where reminders by mail are stopped.
#[must_use]
pub fn stop_path(door: &Credential) -> String {
    format!("/stop/{}", door.characters())
}

#[cfg(test)]
mod tests {
    use crate::keys::*;

    fn links(byte: u8) -> Links {
        Links::with_key(ServiceKey::new(&[byte; KEY_BYTES]))
    }

    #[test]
    fn the_same_seed_and_key_give_the_same_link_and_nothing_else_does() {
        let one = links(1).keyring(b"seed").unwrap();
        assert_eq!(one.token, links(1).keyring(b"seed").unwrap().token);
        assert_eq!(one.code, links(1).keyring(b"seed").unwrap().code);
        for other in [links(2).keyring(b"seed").unwrap(), links(1).keyring(b"seeds").unwrap()] {
            assert_ne!(one.token, other.token);
            assert_ne!(one.code, other.code);
            assert_ne!(one.feed, other.feed);
        }
        assert_ne!(one.token, one.feed);
    }

    #[test]
    fn a_proof_holds_for_its_text_and_purpose_only() {
        let key = links(1).key;
        let name = key.name(Purpose::Form, b"session");
        assert!(key.proves(Purpose::Form, b"session", &name));
        assert!(!key.proves(Purpose::Form, b"another", &name));
        assert!(!key.proves(Purpose::Limit, b"session", &name));
        assert!(!key.proves(Purpose::Form, b"session", "not base64!"));
        assert!(key.same(&[3, 4], &[3, 4]) && !key.same(&[3, 4], &[4, 3]));
    }

    #[test]
    fn the_key_is_never_written_to_a_log() {
        assert!(!format!("{:?}", links(77)).contains("77"));
    }

    #[test]
    fn an_address_is_one_that_links_can_begin_with() {
        let url = PublicUrl::parse("https://rdv.exemple.fr/").unwrap();
        assert_eq!(url.to("/a/x"), "https://rdv.exemple.fr/a/x");
        assert!(url.is_https());
        let local = PublicUrl::parse("http://127.0.0.1:8080/unisson").unwrap();
        assert_eq!((local.origin(), local.is_https()), ("http://127.0.0.1:8080", false));
        for wrong in
            ["", "rdv.exemple.fr", "ftp://x", "https://", "https://a b", "javascript:x", "https://x?y"]
        {
            assert_eq!(PublicUrl::parse(wrong), Err(NotAnAddress), "{wrong}");
        }
    }
}
