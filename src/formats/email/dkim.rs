//! DKIM signatures (RFC 6376): `rsa-sha256`, relaxed/relaxed, over the bytes that are sent.
//!
//! Our own because lettre's reads the clock, and its default settings make signatures that do not verify. The
//! cryptography is ring's, which TLS uses already.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use thiserror::Error;

use crate::formats::mail_address::HostName;

/// What is signed, in the order of the mail. Not Content-Type: relays that rewrite a MIME boundary would break it.
const SIGNED: [&str; 6] = ["from", "to", "subject", "date", "message-id", "mime-version"];
/// What is signed where it stands: the address of the answer, and the links that stop a mail, which receivers follow only
/// when they are signed (RFC 8058 section 4).
const SIGNED_WHERE_THERE: [&str; 3] = ["reply-to", "list-unsubscribe", "list-unsubscribe-post"];
/// Characters of the signature on one line: with the space before them 73, under the 78 of RFC 5322.
const LINE: usize = 72;

/// A key that cannot sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DkimKeyError {
    /// No RSA key in PEM.
    #[error("holds no private RSA key in PEM; make one with `openssl genrsa -out FILE 2048`")]
    NotAKey,
    /// Too short for receivers (RFC 8301), or not sound.
    #[error("the RSA key is refused: it must be sound, with 2048 to 4096 bits")]
    Unfit,
}

/// The mail could not be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignError {
    /// A header that must be signed is not there, or there twice.
    #[error("the mail has not exactly one {0} header")]
    Header(&'static str),
    /// The key did not sign.
    #[error("the key did not sign")]
    Key,
}

/// Signs mails for a domain. The key is shown nowhere.
#[derive(Clone)]
pub struct Dkim {
    domain: HostName,
    selector: HostName,
    key: Arc<RsaKeyPair>,
}

impl fmt::Debug for Dkim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { domain, selector, key: _ } = self;
        f.debug_struct("Dkim").field("domain", domain).field("selector", selector).finish_non_exhaustive()
    }
}

impl Dkim {
    /// Signs for `domain` with the private key in `pem` (PKCS#8 or PKCS#1), whose public key is in the DNS at
    /// `selector._domainkey.domain`.
    ///
    /// # Errors
    /// [`DkimKeyError`].
    pub fn new(domain: HostName, selector: HostName, pem: &[u8]) -> Result<Self, DkimKeyError> {
        let key = match PrivateKeyDer::from_pem_slice(pem).map_err(|_| DkimKeyError::NotAKey)? {
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
            PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
            _ => return Err(DkimKeyError::NotAKey),
        };
        let key = key.map_err(|error| match error.to_string().as_str() {
            "InvalidEncoding" | "WrongAlgorithm" => DkimKeyError::NotAKey,
            _ => DkimKeyError::Unfit,
        })?;
        Ok(Self { domain, selector, key: Arc::new(key) })
    }

    /// `mail` with a signature of `now` before its first header. The same input gives the same bytes.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn sign(&self, mail: &[u8], now: DateTime<Utc>) -> Result<Vec<u8>, SignError> {
        let (headers, body) = halves(mail);
        let headers = canonical_headers(headers);
        let (mut signed, mut names) = (Vec::new(), Vec::new());
        for name in SIGNED.into_iter().chain(SIGNED_WHERE_THERE) {
            let mut found = headers.iter().filter(|(known, _)| known.as_slice() == name.as_bytes());
            match (found.next(), found.next()) {
                (Some((_, line)), None) => {
                    signed.extend_from_slice(line);
                    signed.extend_from_slice(b"\r\n");
                    names.push(name);
                }
                (None, _) if SIGNED_WHERE_THERE.contains(&name) => {}
                _ => return Err(SignError::Header(name)),
            }
        }
        let unsigned = format!(
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={};\r\n s={}; t={};\r\n h={};\r\n bh={};\r\n b=",
            self.domain.as_str(),
            self.selector.as_str(),
            now.timestamp(),
            names.join(":"),
            STANDARD.encode(digest(&SHA256, &canonical_body(body))),
        );
        // Its own header is signed last, with an empty b= and without a line end (RFC 6376 section 3.7).
        signed.extend(canonical_headers(unsigned.as_bytes()).into_iter().flat_map(|(_, line)| line));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &signed, &mut signature)
            .map_err(|_| SignError::Key)?;
        let mut whole = unsigned.into_bytes();
        for (index, line) in STANDARD.encode(signature).as_bytes().chunks(LINE).enumerate() {
            if index > 0 {
                whole.extend_from_slice(b"\r\n ");
            }
            whole.extend_from_slice(line);
        }
        whole.extend_from_slice(b"\r\n");
        whole.extend_from_slice(mail);
        Ok(whole)
    }

    /// Signs a mail of no importance and verifies it with the public half of the key, as a receiver would.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn proof(&self, now: DateTime<Utc>) -> Result<bool, SignError> {
        let probe = b"From: probe\r\nTo: probe\r\nSubject: probe\r\nDate: probe\r\nMessage-ID: probe\r\n\
            MIME-Version: 1.0\r\n\r\nprobe\r\n";
        Ok(self.verifies(&self.sign(probe, now)?))
    }

    /// What the DNS must say for receivers to verify: a name and its TXT record (RFC 6376 section 3.6).
    #[must_use]
    pub fn record(&self) -> String {
        let key = self.key.public();
        // SubjectPublicKeyInfo (RFC 8017 appendix A.1): the algorithm, then the key in a bit string.
        let key = tagged(0x03, &[&[0], key.as_ref()].concat());
        let whole = tagged(0x30, &[RSA_ENCRYPTION, key.as_slice()].concat());
        let (selector, domain) = (self.selector.as_str(), self.domain.as_str());
        format!("{selector}._domainkey.{domain} TXT \"v=DKIM1; k=rsa; p={}\"", STANDARD.encode(whole))
    }

    /// True when the first header of `mail` is a signature of this key over what follows.
    fn verifies(&self, mail: &[u8]) -> bool {
        let (headers, body) = halves(mail);
        let headers = canonical_headers(headers);
        let Some(((name, own), rest)) = headers.split_first() else { return false };
        let Ok(own) = std::str::from_utf8(own) else { return false };
        let tag = |name: &str| {
            let tags = own.split_once(':').map(|(_, value)| value).unwrap_or_default();
            let value = tags.split(';').find_map(|tag| tag.trim().strip_prefix(name)?.strip_prefix('='));
            value.unwrap_or_default().replace(' ', "")
        };
        let Ok(signature) = STANDARD.decode(tag("b")) else { return false };
        if name != b"dkim-signature" || tag("bh") != STANDARD.encode(digest(&SHA256, &canonical_body(body))) {
            return false;
        }
        let mut signed = Vec::new();
        for name in tag("h").split(':') {
            for (_, line) in rest.iter().filter(|(known, _)| known == name.as_bytes()) {
                signed.extend_from_slice(line);
                signed.extend_from_slice(b"\r\n");
            }
        }
        let Some(unsigned) = own.rfind("b=").map(|at| &own[..at + 2]) else { return false };
        signed.extend_from_slice(unsigned.as_bytes());
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.key.public().as_ref());
        key.verify(&signed, &signature).is_ok()
    }
}

/// The algorithm `rsaEncryption`, its parameters absent as NULL (RFC 3279 section 2.3.1).
const RSA_ENCRYPTION: &[u8] =
    &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// `content` behind its tag and length (X.690 section 8.1).
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut whole = vec![tag];
    if content.len() >= 128 {
        // At most eight bytes of length, so the sum fits.
        whole.push(0x80 | u8::try_from(length.len()).unwrap_or(0));
    }
    whole.extend_from_slice(&length);
    whole.extend_from_slice(content);
    whole
}

/// Headers, and what follows the first empty line.
fn halves(mail: &[u8]) -> (&[u8], &[u8]) {
    match mail.windows(4).position(|four| four == b"\r\n\r\n") {
        Some(at) => (&mail[..at], &mail[at + 4..]),
        None => (mail, &[]),
    }
}

/// Every header as its name and its relaxed form (RFC 6376 section 3.4.2), without a line end.
fn canonical_headers(headers: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut unfolded: Vec<Vec<u8>> = Vec::new();
    for line in lines(headers) {
        match unfolded.last_mut() {
            Some(last) if line.starts_with(b" ") || line.starts_with(b"\t") => last.extend_from_slice(line),
            _ => unfolded.push(line.to_vec()),
        }
    }
    let relaxed = unfolded.iter().filter_map(|header| {
        let colon = header.iter().position(|byte| *byte == b':')?;
        let name = header[..colon].trim_ascii().to_ascii_lowercase();
        let value = single_spaced(&header[colon + 1..]);
        let line = [name.as_slice(), b":", value.trim_ascii()].concat();
        Some((name, line))
    });
    relaxed.collect()
}

/// The relaxed form of a body (RFC 6376 section 3.4.4).
fn canonical_body(body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(body.len());
    for line in lines(body) {
        whole.extend_from_slice(single_spaced(line).trim_ascii_end());
        whole.extend_from_slice(b"\r\n");
    }
    while whole.ends_with(b"\r\n\r\n") {
        whole.truncate(whole.len() - 2);
    }
    if whole == b"\r\n" { Vec::new() } else { whole }
}

/// The lines of `text`, without their CRLF. A bare LF or CR, which a relay would not carry, ends no line.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        found.push(&rest[..end]);
        rest = &rest[end + 2..];
    }
    if !rest.is_empty() {
        found.push(rest);
    }
    found
}

/// `line` with each run of spaces and tabs as one space.
fn single_spaced(line: &[u8]) -> Vec<u8> {
    let mut spaced = Vec::with_capacity(line.len());
    for byte in line {
        match byte {
            b' ' | b'\t' if spaced.last() == Some(&b' ') => {}
            b' ' | b'\t' => spaced.push(b' '),
            other => spaced.push(*other),
        }
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_and_headers_are_relaxed_as_the_rfc_shows() {
        // RFC 6376 section 3.4.5.
        let mail = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (headers, body) = halves(mail);
        let lines: Vec<Vec<u8>> = canonical_headers(headers).into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, [b"a:X".to_vec(), b"b:Y Z".to_vec()]);
        assert_eq!(canonical_body(body), b" C\r\nD E\r\n");
    }

    #[test]
    fn empty_lines_at_the_end_of_a_body_do_not_count() {
        assert_eq!(canonical_body(b""), b"");
        assert_eq!(canonical_body(b"\r\n \r\n\r\n"), b"");
        assert_eq!(canonical_body(b"a"), b"a\r\n");
    }

    /// Made for these tests; it signs nothing else.
    const KEY: &[u8] = include_bytes!("../../../tests/fixtures/keys/dkim_for_tests.pem");
    const MAIL: &[u8] = b"From: a@dep77.fr\r\nTo: b@dep77.fr\r\nSubject: c\r\nDate: d\r\n\
        Message-ID: <e>\r\nMIME-Version: 1.0\r\n\r\nbody\r\n";

    fn dkim(pem: &[u8]) -> Result<Dkim, DkimKeyError> {
        let name = |text| HostName::parse(text).unwrap();
        Dkim::new(name("dep77.fr"), name("rdv2027"), pem)
    }

    #[test]
    fn the_same_mail_is_signed_alike_and_stands_unchanged_below() {
        let now = DateTime::UNIX_EPOCH;
        let signed = dkim(KEY).unwrap().sign(MAIL, now).unwrap();
        assert_eq!(signed, dkim(KEY).unwrap().sign(MAIL, now).unwrap());
        assert!(signed.ends_with(MAIL));
        assert!(lines(&signed).iter().all(|line| line.len() <= 78));
        let stamp = b" t=0;\r\n h=from:to:subject:date:message-id:mime-version;\r\n bh=";
        assert!(signed.windows(stamp.len()).any(|part| part == stamp));
    }

    #[test]
    fn a_header_that_is_missing_or_doubled_is_not_signed_over() {
        let dkim = dkim(KEY).unwrap();
        let doubled = [b"Subject: other\r\n", MAIL].concat();
        assert_eq!(dkim.sign(&doubled, DateTime::UNIX_EPOCH), Err(SignError::Header("subject")));
        assert_eq!(dkim.sign(&MAIL[18..], DateTime::UNIX_EPOCH), Err(SignError::Header("from")));
    }

    #[test]
    fn the_links_that_stop_a_mail_are_signed_with_it() {
        let dkim = dkim(KEY).unwrap();
        let links = b"List-Unsubscribe: <https://a>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
        let signed = dkim.sign(&[links, MAIL].concat(), DateTime::UNIX_EPOCH).unwrap();
        assert!(dkim.verifies(&signed));
        let changed = String::from_utf8(signed).unwrap().replace("https://a>", "https://b>");
        assert!(!dkim.verifies(changed.as_bytes()));
        let doubled = [&links[..], links, MAIL].concat();
        let refused = dkim.sign(&doubled, DateTime::UNIX_EPOCH);
        assert_eq!(refused, Err(SignError::Header("list-unsubscribe")));
    }

    #[test]
    fn a_signature_proves_itself_and_a_changed_mail_does_not() {
        let dkim = dkim(KEY).unwrap();
        assert_eq!(dkim.proof(DateTime::UNIX_EPOCH), Ok(true));
        let signed = dkim.sign(MAIL, DateTime::UNIX_EPOCH).unwrap();
        assert!(dkim.verifies(&signed));
        for (from, to) in [("Subject: c", "Subject: d"), ("body", "Body"), ("t=0", "t=1")] {
            let changed = String::from_utf8(signed.clone()).unwrap().replacen(from, to, 1);
            assert!(!dkim.verifies(changed.as_bytes()), "{from}");
        }
        assert!(!dkim.verifies(MAIL));
    }

    #[test]
    fn the_record_for_the_dns_is_the_one_openssl_makes() {
        // openssl rsa -in tests/fixtures/keys/dkim_for_tests.pem -pubout -outform DER | base64 -w0
        let record = dkim(KEY).unwrap().record();
        let start = "rdv2027._domainkey.dep77.fr TXT \"v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxcl/";
        assert!(record.starts_with(start), "{record}");
        assert!(record.ends_with("239q8AHHx/DxXdvPVQIDAQAB\""), "{record}");
    }

    #[test]
    fn what_is_no_key_is_refused_and_a_key_is_shown_nowhere() {
        assert_eq!(dkim(b"").err(), Some(DkimKeyError::NotAKey));
        let broken = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert_eq!(dkim(broken).err(), Some(DkimKeyError::NotAKey));
        let shown = format!("{:?}", dkim(KEY).unwrap());
        assert_eq!(shown, r#"Dkim { domain: HostName("dep77.fr"), selector: HostName("rdv2027"), .. }"#);
    }
}
