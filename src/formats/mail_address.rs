//! Mail addresses and host names, validated once: a value of these types can be written anywhere.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use thiserror::Error;

/// What is percent-encoded in a `mailto:` URI: all but letters, digits and the characters that it may hold (RFC 6068,
/// section 2).
const MAILTO: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'@')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~')
    .remove(b'+')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'*')
    .remove(b'=');

/// The text is not an address this service writes to. Does not repeat the text: it is personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a mail address of the form name@host in plain ASCII")]
pub struct NotAnAddress;

/// The text is not the name of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a host name in plain ASCII")]
pub struct NotAHost;

/// A host or mail domain: labels of ASCII letters, digits and inner hyphens (RFC 1123), lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HostName(String);

impl HostName {
    /// The host called `text`.
    ///
    /// # Errors
    /// [`NotAHost`] when a label is empty, over 63 characters, or has another character; or over 253 in all.
    pub fn parse(text: &str) -> Result<Self, NotAHost> {
        let good = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if text.len() > 253 || !text.split('.').all(good) {
            return Err(NotAHost);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The address of one mailbox: a dot-atom before the `@` (RFC 5322 section 3.2.3), a [`HostName`] after it.
/// Neither quoted local parts nor internationalised ones. No `Debug`: an address is personal data.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(lettre::Address);

impl Address {
    /// The address written `text`.
    ///
    /// # Errors
    /// [`NotAnAddress`] for anything else.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let (local, host) = text.split_once('@').ok_or(NotAnAddress)?;
        let atom = |atom: &str| {
            !atom.is_empty()
                && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        };
        let host = HostName::parse(host).map_err(|_| NotAnAddress)?;
        if local.len() > 64 || text.len() > 254 || !local.split('.').all(atom) {
            return Err(NotAnAddress);
        }
        lettre::Address::new(local, host.as_str()).map(Self).map_err(|_| NotAnAddress)
    }

    /// The address as written in headers.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// The same with `tag` behind a plus sign (RFC 5233); `None` when that is none, or too long.
    #[must_use]
    pub fn tagged(&self, tag: &str) -> Option<Self> {
        let (local, host) = self.as_str().rsplit_once('@')?;
        Self::parse(&format!("{local}+{tag}@{host}")).ok()
    }

    /// As a `mailto:` URI (RFC 6068): characters that mean something in a URI are percent-encoded.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("mailto:{}", utf8_percent_encode(self.as_str(), MAILTO))
    }

    /// For the mail library.
    pub(crate) fn to_lettre(&self) -> lettre::Address {
        self.0.clone()
    }
}

/// Someone's name with their address.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Shown name; cleaned when it is written, may be empty.
    pub name: String,
    /// Where mail goes.
    pub address: Address,
}

#[cfg(test)]
mod tests {
    use crate::formats::mail_address::*;

    #[test]
    fn plain_addresses_are_read() {
        for (text, uri) in [
            ("a.martin@dep99.fr", "mailto:a.martin@dep99.fr"),
            ("rdv+K7M2@Example.ORG", "mailto:rdv+K7M2@example.org"),
            ("o'neil_x-y@localhost", "mailto:o'neil_x-y@localhost"),
            ("50%?#&/@x.fr", "mailto:50%25%3F%23%26%2F@x.fr"),
        ] {
            assert_eq!(Address::parse(text).unwrap().uri(), uri);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "@",
            "a@",
            "@b.fr",
            "a b@c.fr",
            "a@b@c.fr",
            "a..b@c.fr",
            ".a@c.fr",
            "a@c..fr",
            "a@-c.fr",
            "\"a\"@c.fr",
            "a@c.fr\r\nBcc: x@y.fr",
            "a\u{0}@c.fr",
            "a@[127.0.0.1]",
            "<a@c.fr>",
            "élodie@c.fr",
            "a@c.fr,b@c.fr",
        ] {
            assert!(Address::parse(text).is_err(), "{text:?}");
        }
        assert!(Address::parse(&format!("{}@c.fr", "a".repeat(65))).is_err());
    }

    #[test]
    fn hosts_are_names_only() {
        assert_eq!(HostName::parse("RDV.Dep99.fr").unwrap().as_str(), "rdv.dep99.fr");
        for text in ["", "a..b", "a b", "a_b.fr", "a.fr.", "a@b", "a>b", "é.fr"] {
            assert_eq!(HostName::parse(text), Err(NotAHost), "{text:?}");
        }
    }
}
