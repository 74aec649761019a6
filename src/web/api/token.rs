//! Bearer tokens of partner systems: signed here, checked at every call. For partner systems only: people sign in
//! elsewhere.
//!
//! A token is a JWT access token (RFC 9068: `typ` is `at+jwt`) signed with HMAC-SHA-256, the only algorithm accepted
//! (RFC 8725 section 3.1), under a key of ours named by `kid`; `jku`, `x5u` and `jwk` are never looked at. It names
//! one territory, and what may be done there. Several keys may be good at once, so that they can be changed without
//! a gap: the first one signs.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::ids::TerritoryId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

/// Who signs.
const ISSUER: &str = "unisson";
/// What the tokens are for.
const AUDIENCE: &str = "unisson-api";
/// What a token says it is (RFC 9068 section 2.1): an identity token is none.
const TYPE: &str = "at+jwt";
/// How far two clocks may be apart, seconds.
const LEEWAY: i64 = 60;
/// Fewest bytes of a key: as many as the hash has (RFC 7518 section 3.2).
const FEWEST_BYTES: usize = 32;
/// Longest name of a client.
const LONGEST_CLIENT: usize = 64;

/// What a caller may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// See sites, visit types and organisations.
    TerritoryRead,
    /// Change sites, people and everything else that is handed in.
    TerritoryWrite,
    /// Search for joint starts.
    AvailabilityRead,
    /// See appointments.
    AppointmentsRead,
    /// Hold, book, move, cancel, write down outcomes.
    AppointmentsWrite,
    /// See referrals and their clocks.
    ReferralsRead,
    /// Hand in referrals, and close them.
    ReferralsWrite,
    /// See who is in a team.
    TeamsRead,
    /// Hand in absences and calendars of professionals.
    AgendasWrite,
    /// See how long people wait.
    WaitingTimeRead,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 10] = [
        Self::TerritoryRead,
        Self::TerritoryWrite,
        Self::AvailabilityRead,
        Self::AppointmentsRead,
        Self::AppointmentsWrite,
        Self::ReferralsRead,
        Self::ReferralsWrite,
        Self::TeamsRead,
        Self::AgendasWrite,
        Self::WaitingTimeRead,
    ];

    /// The word in tokens.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::TerritoryRead => "territory:read",
            Self::TerritoryWrite => "territory:write",
            Self::AvailabilityRead => "availability:read",
            Self::AppointmentsRead => "appointments:read",
            Self::AppointmentsWrite => "appointments:write",
            Self::ReferralsRead => "referrals:read",
            Self::ReferralsWrite => "referrals:write",
            Self::TeamsRead => "teams:read",
            Self::AgendasWrite => "agendas:write",
            Self::WaitingTimeRead => "waiting-time:read",
        }
    }

    /// The scope written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

/// Who calls, for which territory, and what they may do there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Name of the client; its idempotency keys and its limits are its own.
    pub client: String,
    /// The territory.
    pub territory: TerritoryId,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
}

/// What is signed (RFC 9068 section 2.2).
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    territory: Uuid,
    scope: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
}

/// Why a token is not accepted. Callers learn no more than this.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum BadToken {
    /// Not a token of this service, or changed on the way.
    #[error("the token is not one of this service's")]
    Invalid,
    /// Over.
    #[error("the token has expired: ask for a new one")]
    Expired,
    /// Not yet.
    #[error("the token is not valid yet: check the clocks")]
    TooEarly,
}

/// Why keys cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BadKeys {
    /// None.
    #[error("holds no key: write one with `unisson token --new-key FILE`")]
    None,
    /// One too short.
    #[error("line {line}: a key must have at least 32 bytes: make one with `unisson token --new-key FILE`")]
    TooShort {
        /// Where.
        line: usize,
    },
    /// One that is not base64.
    #[error("line {line}: a key is written in base64url, as `unisson token --new-key FILE` does")]
    NotBase64 {
        /// Where.
        line: usize,
    },
}

/// The keys that sign tokens. Cheap to clone.
#[derive(Clone)]
pub struct Keys(Arc<Vec<Key>>);

struct Key {
    id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.id)).finish()
    }
}

impl Keys {
    /// Reads a key file: a key a line in base64url, empty lines and lines that begin with `#` left out.
    ///
    /// # Errors
    /// [`BadKeys`].
    pub fn parse(text: &str) -> Result<Self, BadKeys> {
        let mut keys = Vec::new();
        for (line, text) in (1..).zip(text.lines().map(str::trim)) {
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let secret = BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
            let secret = secret.map_err(|_| BadKeys::NotBase64 { line })?;
            if secret.len() < FEWEST_BYTES {
                return Err(BadKeys::TooShort { line });
            }
            keys.push(Key::new(&secret));
        }
        if keys.is_empty() { Err(BadKeys::None) } else { Ok(Self(Arc::new(keys))) }
    }

    /// A key of these random bytes, as a line of a key file.
    #[must_use]
    pub fn line(bytes: &[u8; FEWEST_BYTES]) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A token for `grant`, good from `now` for so many seconds; `id` names it.
    ///
    /// # Errors
    /// [`BadToken::Invalid`] when it cannot be signed or the client's name is empty or too long.
    pub fn mint(
        &self,
        grant: &Grant,
        now: DateTime<Utc>,
        seconds: u32,
        id: Uuid,
    ) -> Result<String, BadToken> {
        if !is_client(&grant.client) {
            return Err(BadToken::Invalid);
        }
        let key = self.0.first().ok_or(BadToken::Invalid)?;
        let scopes: Vec<&str> = grant.scopes.iter().map(|scope| scope.word()).collect();
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(key.id.clone()), ..Header::new(Algorithm::HS256) };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: grant.client.clone(),
            territory: grant.territory.0,
            scope: scopes.join(" "),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: now.timestamp() + i64::from(seconds),
            jti: id,
        };
        jsonwebtoken::encode(&header, &claims, &key.encoding).map_err(|_| BadToken::Invalid)
    }

    /// What `token` grants at `now`.
    ///
    /// # Errors
    /// [`BadToken`].
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Result<Grant, BadToken> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| BadToken::Invalid)?;
        let is_ours = header.alg == Algorithm::HS256
            && header.typ.is_some_and(|kind| kind.eq_ignore_ascii_case(TYPE))
            && header.crit.is_none();
        let key = self.0.iter().find(|key| header.kid.as_ref() == Some(&key.id)).filter(|_| is_ours);
        let key = key.ok_or(BadToken::Invalid)?;
        let mut wanted = Validation::new(Algorithm::HS256);
        wanted.set_issuer(&[ISSUER]);
        wanted.set_audience(&[AUDIENCE]);
        wanted.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // The library would ask the machine's clock; time is ours to give.
        wanted.validate_exp = false;
        wanted.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.decoding, &wanted);
        let claims = claims.map_err(|_| BadToken::Invalid)?.claims;
        let now = now.timestamp();
        if claims.nbf.max(claims.iat).saturating_sub(LEEWAY) > now {
            return Err(BadToken::TooEarly);
        }
        if claims.exp.saturating_add(LEEWAY) <= now {
            return Err(BadToken::Expired);
        }
        if !is_client(&claims.sub) {
            return Err(BadToken::Invalid);
        }
        let scopes = claims.scope.split(' ').filter_map(Scope::from_word).collect();
        Ok(Grant { client: claims.sub, territory: TerritoryId(claims.territory), scopes })
    }
}

impl Key {
    fn new(secret: &[u8]) -> Self {
        // A part of a hash tells keys apart and says nothing of them.
        let id = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(secret)[..6]);
        Self { id, encoding: EncodingKey::from_secret(secret), decoding: DecodingKey::from_secret(secret) }
    }
}

/// True for a name that fits in a token, a log and a column.
fn is_client(name: &str) -> bool {
    !name.is_empty() && name.len() <= LONGEST_CLIENT && name.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys::parse(&Keys::line(&[byte; 32])).unwrap()
    }

    fn now() -> DateTime<Utc> {
        "2027-01-04T08:00:00Z".parse().unwrap()
    }

    fn grant() -> Grant {
        Grant {
            client: "caf".to_owned(),
            territory: TerritoryId(Uuid::from_u128(7)),
            scopes: BTreeSet::from([Scope::TerritoryRead, Scope::AppointmentsWrite]),
        }
    }

    fn token() -> String {
        keys(1).mint(&grant(), now(), 3600, Uuid::from_u128(1)).unwrap()
    }

    #[test]
    fn a_token_grants_what_was_signed() {
        assert_eq!(keys(1).check(&token(), now()), Ok(grant()));
    }

    #[test]
    fn a_token_is_good_from_its_minute_to_its_last() {
        let at = |seconds| keys(1).check(&token(), now() + chrono::Duration::seconds(seconds)).map(|_| ());
        assert_eq!(at(-61), Err(BadToken::TooEarly));
        assert_eq!(at(-59), Ok(()));
        assert_eq!(at(3659), Ok(()));
        assert_eq!(at(3660), Err(BadToken::Expired));
    }

    #[test]
    fn another_key_and_a_changed_token_are_refused() {
        assert_eq!(keys(2).check(&token(), now()), Err(BadToken::Invalid));
        let token = token();
        let parts: Vec<&str> = token.split('.').collect();
        let claims = BASE64_URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
        let other = String::from_utf8(claims).unwrap().replace("caf", "ccas");
        let forged = format!("{}.{}.{}", parts[0], BASE64_URL_SAFE_NO_PAD.encode(other), parts[2]);
        assert_eq!(keys(1).check(&forged, now()), Err(BadToken::Invalid));
        for text in ["", ".", "..", "a.b.c", &"a".repeat(100_000)] {
            assert_eq!(keys(1).check(text, now()), Err(BadToken::Invalid));
        }
    }

    /// The token with another header, signed with the right key where a signature is asked for.
    fn with_header(header: &Header, key: &EncodingKey) -> String {
        let payload = token().split('.').nth(1).map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap());
        let claims: serde_json::Value = serde_json::from_slice(&payload.unwrap()).unwrap();
        jsonwebtoken::encode(header, &claims, key).unwrap()
    }

    #[test]
    fn only_the_listed_algorithm_and_type_are_accepted() {
        let kid = keys(1).0[0].id.clone();
        let secret = EncodingKey::from_secret(&[1; 32]);
        let header = |algorithm, typ: &str| Header {
            typ: Some(typ.to_owned()),
            kid: Some(kid.clone()),
            ..Header::new(algorithm)
        };
        assert!(keys(1).check(&with_header(&header(Algorithm::HS256, TYPE), &secret), now()).is_ok());
        for wrong in [header(Algorithm::HS512, TYPE), header(Algorithm::HS256, "JWT")] {
            assert_eq!(keys(1).check(&with_header(&wrong, &secret), now()), Err(BadToken::Invalid));
        }
        let unsigned = token();
        let payload = unsigned.split('.').nth(1).unwrap();
        for alg in ["none", "None", "nOnE"] {
            let head = format!(r#"{{"typ":"at+jwt","alg":"{alg}","kid":"{kid}"}}"#);
            let forged = format!("{}.{payload}.", BASE64_URL_SAFE_NO_PAD.encode(head));
            assert_eq!(keys(1).check(&forged, now()), Err(BadToken::Invalid), "{alg}");
        }
    }

    #[test]
    fn keys_change_without_a_gap() {
        let (old, new) = (Keys::line(&[1; 32]), Keys::line(&[2; 32]));
        let both = Keys::parse(&format!("# the new one signs\n{new}\n\n{old}\n")).unwrap();
        assert!(both.check(&token(), now()).is_ok());
        let fresh = both.mint(&grant(), now(), 60, Uuid::nil()).unwrap();
        assert!(keys(2).check(&fresh, now()).is_ok());
        assert_eq!(keys(1).check(&fresh, now()), Err(BadToken::Invalid));
    }

    #[test]
    fn a_bad_key_file_names_its_line() {
        assert_eq!(Keys::parse("# nothing\n").unwrap_err(), BadKeys::None);
        assert_eq!(Keys::parse("\nc2hvcnQ").unwrap_err(), BadKeys::TooShort { line: 2 });
        assert_eq!(Keys::parse("pas une clé").unwrap_err(), BadKeys::NotBase64 { line: 1 });
        assert!(!format!("{:?}", keys(1)).contains(&Keys::line(&[1; 32])));
    }
}
