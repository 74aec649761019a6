//! The address at which the service is reached from outside.

use std::net::Ipv6Addr;

use thiserror::Error;

/// The text is not an address that links can start with.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("write it as https://rdv.exemple.fr, without a slash at the end")]
pub struct NotAnAddress;

/// How the service is reached from outside: `https://rdv.exemple.fr`, with a path when it is not at the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address written as `text`, without its trailing slash.
    ///
    /// # Errors
    /// [`NotAnAddress`] when it is neither `http` nor `https`, has no host, has a port that is none, or has characters
    /// that no such address has.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim_end_matches('/');
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let rest = rest.ok_or(NotAnAddress)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:/[]_".contains(&byte);
        let good = rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
            && rest.bytes().all(plain)
            && is_authority(rest.split_once('/').map_or(rest, |(authority, _)| authority))
            && !rest.contains("//");
        if good { Ok(Self(text.to_owned())) } else { Err(NotAnAddress) }
    }

    /// The address of `path`, which begins with a slash.
    #[must_use]
    pub fn to(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// True when connections are encrypted: cookies may then require it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Scheme, host and port, as in the `Origin` header of a browser.
    #[must_use]
    pub fn origin(&self) -> &str {
        let scheme = self.0.find("://").map_or(0, |at| at + 3);
        let end = self.0[scheme..].find('/').map_or(self.0.len(), |at| scheme + at);
        &self.0[..end]
    }
}

/// Host, and port when there is one.
fn is_authority(text: &str) -> bool {
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (is_host, port) = if let Some((address, port)) = bracketed {
        (address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let (host, port) = text.split_at(text.find(':').unwrap_or(text.len()));
        (!host.is_empty() && !host.contains(['[', ']']), port)
    };
    is_host && (port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_links_can_begin_with() {
        let url = PublicUrl::parse("https://rdv.exemple.fr/").unwrap();
        assert_eq!(url.to("/a/x"), "https://rdv.exemple.fr/a/x");
        assert!(url.is_https());
        let local = PublicUrl::parse("http://127.0.0.1:8080/unisson").unwrap();
        assert_eq!((local.origin(), local.is_https()), ("http://127.0.0.1:8080", false));
        assert_eq!(PublicUrl::parse("http://[::1]:8080").unwrap().origin(), "http://[::1]:8080");
        for wrong in [
            "",
            "rdv.exemple.fr",
            "ftp://x",
            "https://",
            "https://a b",
            "javascript:x",
            "https://x?y",
            "https://a:b",
            "https://a:99999",
            "https://a]",
            "http://[::1",
            "http://[a]",
        ] {
            assert_eq!(PublicUrl::parse(wrong), Err(NotAnAddress), "{wrong}");
        }
    }
}
