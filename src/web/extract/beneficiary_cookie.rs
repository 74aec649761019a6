//! The cookie of a beneficiary: the secret of the session and the language of the pages.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::keys::LinkSigner;

/// The name where what travels is protected; a browser then takes it from this host only, for every path (RFC 6265bis
/// section 4.1.3.2). Browsers count the machine itself as protected.
const PROTECTED: &str = "__Host-unisson";
/// The name where the public address is plain `http`.
const PLAIN: &str = "unisson";

/// What the cookie holds.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cookie {
    /// The secret; empty after leaving.
    pub secret: String,
    /// Code of the language.
    pub language: String,
}

impl Cookie {
    /// The cookie of a request.
    #[must_use]
    pub fn read(headers: &HeaderMap, links: Option<&LinkSigner>) -> Option<Self> {
        let name = name(links);
        let all = headers.get_all(header::COOKIE);
        let mut pairs = all.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
        let value = pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
        let (secret, language) = value.split_once('.')?;
        let plain = |text: &str, most: usize| {
            text.len() <= most
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        let good = plain(secret, 64) && plain(language, 12);
        good.then(|| Self { secret: secret.to_owned(), language: language.to_owned() })
    }

    /// The line that gives it to the browser, until that is closed.
    #[must_use]
    pub fn line(&self, links: Option<&LinkSigner>) -> Option<HeaderValue> {
        let secure = if name(links) == PROTECTED { "; Secure" } else { "" };
        let Self { secret, language } = self;
        let line = format!("{}={secret}.{language}; Path=/; HttpOnly; SameSite=Lax{secure}", name(links));
        HeaderValue::from_str(&line).ok()
    }
}

fn name(links: Option<&LinkSigner>) -> &'static str {
    let plain = links.and_then(|links| links.public_url.as_ref()).is_some_and(|url| !url.is_https());
    if plain { PLAIN } else { PROTECTED }
}

#[cfg(test)]
mod tests {
    use crate::keys::{KEY_BYTES, PublicUrl, ServiceKey};
    use crate::web::extract::beneficiary_cookie::*;

    fn reads(line: &str) -> Option<Cookie> {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(line).unwrap());
        Cookie::read(&headers, None)
    }

    #[test]
    fn it_is_read_as_it_was_given() {
        let cookie = Cookie { secret: "abc_-1".to_owned(), language: "fr-x-falc".to_owned() };
        let line = cookie.line(None).unwrap();
        let line = line.to_str().unwrap();
        assert!(line.starts_with("__Host-unisson=") && line.contains("; Secure"), "{line}");
        assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax") && line.contains("Path=/;"));
        let pair = line.split(';').next().unwrap();
        assert!(reads(&format!("theme=dark; {pair}")) == Some(cookie));
    }

    #[test]
    fn what_we_did_not_write_is_nothing() {
        for line in
            ["", "__Host-unisson=abc", "__Host-unisson=a b.fr", "unisson=abc.fr", "__Host-unisson=.<script>"]
        {
            assert!(reads(line).is_none(), "{line}");
        }
        assert!(reads(&format!("__Host-unisson={}.fr", "a".repeat(65))).is_none());
    }

    #[test]
    fn without_protection_it_does_not_ask_for_it() {
        let mut links = LinkSigner::with_key(ServiceKey::new(&[1; KEY_BYTES]));
        links.public_url = PublicUrl::parse("http://192.168.1.2:8080").ok();
        let line = Cookie::default().line(Some(&links)).unwrap();
        assert!(!line.to_str().unwrap().contains("Secure"));
    }
}
