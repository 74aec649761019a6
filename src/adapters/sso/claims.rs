//! Claims of an identity provider, accepted only when signed, fresh and meant for us (OpenID Connect Core 1.0 section
//! 3.1.3.7; RFC 8725).

use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// The algorithms that are accepted, whatever a token says of itself.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::RS256, Algorithm::ES256];
/// How far two clocks may be apart, seconds.
const LEEWAY: i64 = 60;

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// It is signed in a way we do not accept, or not at all.
    #[error("a token of the identity provider is not signed in a way that is accepted")]
    NotSigned,
    /// It is signed with a key that is not known.
    #[error("a token of the identity provider is signed with an unknown key")]
    UnknownKey,
    /// The signature is not of its key, or it is not of this provider or not for this service.
    #[error("a token of the identity provider is not its own, or not for this service")]
    NotOurs,
    /// It is over, or not good yet.
    #[error("a token of the identity provider is over, or from the future")]
    Stale,
    /// It answers another question than the one that was asked.
    #[error("a token of the identity provider belongs to another sign-in")]
    OtherSignIn,
    /// Whoever signed in there was not asked for enough proof.
    #[error("the identity provider did not authenticate strongly enough")]
    TooWeak,
    /// The two tokens are about two people.
    #[error("the identity provider's user info is about somebody else")]
    SomebodyElse,
}

/// What a token must agree with.
pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub acr: &'a [String],
    pub now: DateTime<Utc>,
}

/// The claims of an identity token that are used.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct IdClaims {
    pub sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    acr: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// The claims of user info that are used.
#[derive(Clone, Deserialize)]
pub(super) struct UserInfo {
    sub: String,
    exp: Option<i64>,
    pub email: Option<String>,
    pub email_verified: Option<bool>,
    pub uid: Option<String>,
    pub idp_id: Option<String>,
}

/// Who an identity token is about.
pub(super) fn identity(token: &str, keys: &JwkSet, expected: &Expected<'_>) -> Result<IdClaims, Refused> {
    let claims: IdClaims = signed(token, keys, expected)?;
    let now = expected.now.timestamp();
    let is_fresh = now < claims.exp + LEEWAY
        && claims.iat <= now + LEEWAY
        && claims.nbf.is_none_or(|from| from <= now + LEEWAY);
    let several = matches!(&claims.aud, Audience::Many(all) if all.len() > 1);
    let is_for_us = match (&claims.azp, &claims.aud) {
        (Some(to), _) | (None, Audience::One(to)) => to == expected.client_id,
        (None, Audience::Many(_)) => !several,
    };
    let is_strong = expected.acr.is_empty()
        || claims.acr.as_ref().is_some_and(|acr| expected.acr.iter().any(|enough| enough == acr));
    if !is_for_us {
        Err(Refused::NotOurs)
    } else if !is_fresh {
        Err(Refused::Stale)
    } else if expected.nonce.is_empty() || claims.nonce.as_deref() != Some(expected.nonce) {
        Err(Refused::OtherSignIn)
    } else if !is_strong {
        Err(Refused::TooWeak)
    } else {
        Ok(claims)
    }
}

/// What signed user info says of `subject`.
pub(super) fn user_info(
    token: &str,
    keys: &JwkSet,
    expected: &Expected<'_>,
    subject: &str,
) -> Result<UserInfo, Refused> {
    let info: UserInfo = signed(token, keys, expected)?;
    if info.exp.is_some_and(|until| expected.now.timestamp() >= until + LEEWAY) {
        Err(Refused::Stale)
    } else if info.sub != subject {
        Err(Refused::SomebodyElse)
    } else {
        Ok(info)
    }
}

/// The claims of a token with a signature of the provider, from the provider, for us. Time is checked by whoever asks:
/// it is injected here as everywhere.
fn signed<T: DeserializeOwned + Clone>(
    token: &str,
    keys: &JwkSet,
    expected: &Expected<'_>,
) -> Result<T, Refused> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| Refused::NotSigned)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(Refused::NotSigned);
    }
    let key = match (&header.kid, keys.keys.as_slice()) {
        (Some(kid), _) => keys.find(kid),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let key = key.ok_or(Refused::UnknownKey)?;
    let key = DecodingKey::from_jwk(key).map_err(|_| Refused::UnknownKey)?;
    let mut wanted = Validation::new(header.alg);
    wanted.validate_exp = false;
    wanted.validate_nbf = false;
    wanted.set_required_spec_claims(&["iss", "aud"]);
    wanted.set_issuer(&[expected.issuer]);
    wanted.set_audience(&[expected.client_id]);
    let claims = jsonwebtoken::decode::<T>(token, &key, &wanted).map_err(|_| Refused::NotOurs)?;
    Ok(claims.claims)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use chrono::TimeZone;
    use jsonwebtoken::{EncodingKey, Header};
    use serde_json::{Value, json};

    use super::*;

    /// Two keys on P-256, made for these tests and known to everybody: private halves, and what the provider publishes.
    const PRIVATE: [&str; 2] = [
        include_str!("../../../tests/fixtures/keys/provider-1.pem"),
        include_str!("../../../tests/fixtures/keys/provider-2.pem"),
    ];
    const PUBLIC: &str = include_str!("../../../tests/fixtures/keys/provider.jwks.json");

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2027, 1, 4, 8, 0, 0).unwrap()
    }

    fn acr() -> Vec<String> {
        vec!["eidas1-mfa".to_owned(), "eidas2".to_owned()]
    }

    fn claims() -> Value {
        json!({
            "iss": "https://idp.example", "aud": "unisson", "sub": "abc", "nonce": "n".repeat(43),
            "iat": now().timestamp() - 5, "exp": now().timestamp() + 60, "acr": "eidas2",
        })
    }

    fn token(claims: &Value, key: usize, kid: Option<&str>) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = kid.map(str::to_owned);
        let base64: String = PRIVATE[key].lines().filter(|line| !line.starts_with('-')).collect();
        let key = EncodingKey::from_ec_der(&STANDARD.decode(base64).unwrap());
        jsonwebtoken::encode(&header, claims, &key).unwrap()
    }

    fn told(token: &str, acr: &[String]) -> Result<String, Refused> {
        let keys: JwkSet = serde_json::from_str(PUBLIC).unwrap();
        let nonce = "n".repeat(43);
        let expected =
            Expected { issuer: "https://idp.example", client_id: "unisson", nonce: &nonce, acr, now: now() };
        identity(token, &keys, &expected).map(|claims| claims.sub)
    }

    fn changed(change: impl FnOnce(&mut Value)) -> Result<String, Refused> {
        let mut claims = claims();
        change(&mut claims);
        told(&token(&claims, 0, Some("one")), &acr())
    }

    #[test]
    fn a_good_token_says_who_somebody_is() {
        assert_eq!(changed(|_| {}), Ok("abc".to_owned()));
        assert_eq!(changed(|claims| claims["aud"] = json!(["unisson"])), Ok("abc".to_owned()));
        let both = |claims: &mut Value| {
            claims["aud"] = json!(["unisson", "other"]);
            claims["azp"] = json!("unisson");
        };
        assert_eq!(changed(both), Ok("abc".to_owned()));
    }

    #[test]
    fn whatever_is_wrong_with_a_token_is_refused() {
        let at = now().timestamp();
        for (claim, value, why) in [
            ("iss", json!("https://evil.example"), Refused::NotOurs),
            ("aud", json!("other"), Refused::NotOurs),
            ("aud", json!(["unisson", "other"]), Refused::NotOurs),
            ("azp", json!("other"), Refused::NotOurs),
            ("exp", json!(at - 61), Refused::Stale),
            ("iat", json!(at + 120), Refused::Stale),
            ("nbf", json!(at + 120), Refused::Stale),
            ("nonce", json!("another"), Refused::OtherSignIn),
            ("nonce", Value::Null, Refused::OtherSignIn),
            ("acr", json!("eidas1"), Refused::TooWeak),
            ("acr", Value::Null, Refused::TooWeak),
            ("sub", Value::Null, Refused::NotOurs),
        ] {
            assert_eq!(changed(|claims| claims[claim] = value.clone()), Err(why), "{claim} {value}");
        }
        assert_eq!(
            told(&token(&claims(), 0, Some("one")), &[]),
            Ok("abc".to_owned()),
            "any level, when none is wanted"
        );
    }

    #[test]
    fn only_the_provider_s_own_signature_counts() {
        assert_eq!(told(&token(&claims(), 1, Some("one")), &acr()), Err(Refused::NotOurs), "another's key");
        assert_eq!(told(&token(&claims(), 0, Some("three")), &acr()), Err(Refused::UnknownKey));
        assert_eq!(told(&token(&claims(), 1, Some("two")), &acr()), Ok("abc".to_owned()), "its second key");
        assert_eq!(
            told(&token(&claims(), 0, None), &acr()),
            Err(Refused::UnknownKey),
            "one of two, and it does not say"
        );
        let mut parts: Vec<String> = token(&claims(), 0, Some("one")).split('.').map(str::to_owned).collect();
        parts[2].clear();
        assert!(told(&parts.join("."), &acr()).is_err());
        // An unsigned token, and one signed with the public key as if that were a secret.
        let none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhYmMifQ.";
        assert_eq!(told(none, &acr()), Err(Refused::NotSigned));
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("one".to_owned());
        let forged =
            jsonwebtoken::encode(&header, &claims(), &EncodingKey::from_secret(PUBLIC.as_bytes())).unwrap();
        assert_eq!(told(&forged, &acr()), Err(Refused::NotSigned));
        assert_eq!(told("nonsense", &acr()), Err(Refused::NotSigned));
    }

    #[test]
    fn user_info_is_about_the_same_person() {
        let keys: JwkSet = serde_json::from_str(PUBLIC).unwrap();
        let expected = Expected {
            issuer: "https://idp.example",
            client_id: "unisson",
            nonce: "",
            acr: &acr(),
            now: now(),
        };
        let mut info = json!({
            "iss": "https://idp.example", "aud": "unisson", "sub": "abc", "email": "lea@territoire.example",
            "uid": "u-1", "idp_id": "idp-1",
        });
        let told = user_info(&token(&info, 0, Some("one")), &keys, &expected, "abc").ok().unwrap();
        assert_eq!(
            (told.email.as_deref(), told.uid.as_deref()),
            (Some("lea@territoire.example"), Some("u-1"))
        );
        let other = user_info(&token(&info, 0, Some("one")), &keys, &expected, "def");
        assert_eq!(other.err(), Some(Refused::SomebodyElse));
        info["exp"] = json!(now().timestamp() - 3600);
        let old = user_info(&token(&info, 0, Some("one")), &keys, &expected, "abc");
        assert_eq!(old.err(), Some(Refused::Stale));
    }
}
