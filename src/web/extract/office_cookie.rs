//! The cookie of the back office: one secret. Before signing in it proves the forms of the browser and
//! nothing else; signing in replaces it.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::keys::LinkSigner;

/// The name where what travels is protected (RFC 6265bis section 4.1.3.2).
const PROTECTED: &str = "__Host-unisson-office";
/// The name where the public address is plain `http`.
const PLAIN: &str = "unisson-office";
/// Most characters of a secret.
const LONGEST: usize = 64;

/// The secret in the cookie of a request.
#[must_use]
pub fn read(headers: &HeaderMap, links: Option<&LinkSigner>) -> Option<String> {
    let name = name(links);
    let all = headers.get_all(header::COOKIE);
    let mut pairs = all.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
    let secret = pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (!secret.is_empty() && secret.len() <= LONGEST && secret.bytes().all(plain)).then(|| secret.to_owned())
}

/// The line that gives a secret to the browser, until that is closed.
#[must_use]
pub fn line(secret: &str, links: Option<&LinkSigner>) -> Option<HeaderValue> {
    let secure = if name(links) == PROTECTED { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}", name(links))).ok()
}

fn name(links: Option<&LinkSigner>) -> &'static str {
    let plain = links.and_then(|links| links.public_url.as_ref()).is_some_and(|url| !url.is_https());
    if plain { PLAIN } else { PROTECTED }
}

#[cfg(test)]
mod tests {
    use crate::keys::{KEY_BYTES, PublicUrl, ServiceKey};
    use crate::web::extract::office_cookie::*;

    fn reads(line: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(line).unwrap());
        read(&headers, None)
    }

    #[test]
    fn it_is_read_as_it_was_given_and_is_not_the_one_of_persons() {
        let line = line("abc_-1", None).unwrap();
        let line = line.to_str().unwrap();
        assert!(line.contains("; Secure") && line.contains("HttpOnly") && line.contains("SameSite=Lax"));
        let pair = line.split(';').next().unwrap();
        assert_eq!(reads(&format!("__Host-unisson=abc.fr; {pair}")).as_deref(), Some("abc_-1"));
        for other in [
            "",
            "__Host-unisson=abc.fr",
            "__Host-unisson-office=",
            "__Host-unisson-office=a b",
            "unisson-office=abc",
        ] {
            assert_eq!(reads(other), None, "{other}");
        }
        assert_eq!(reads(&format!("__Host-unisson-office={}", "a".repeat(65))), None);
    }

    #[test]
    fn without_protection_it_does_not_ask_for_it() {
        let mut links = LinkSigner::with_key(ServiceKey::new(&[1; KEY_BYTES]));
        links.public_url = PublicUrl::parse("http://192.168.1.2:8080").ok();
        assert!(!line("abc", Some(&links)).unwrap().to_str().unwrap().contains("Secure"));
    }
}
