//! The address at which the service is reached from outside.

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
    /// [`NotAnAddress`] when it is neither `http` nor `https`, has no host, or has characters that no such address has.
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
        for wrong in
            ["", "rdv.exemple.fr", "ftp://x", "https://", "https://a b", "javascript:x", "https://x?y"]
        {
            assert_eq!(PublicUrl::parse(wrong), Err(NotAnAddress), "{wrong}");
        }
    }
}
