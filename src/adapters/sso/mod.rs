//! Single sign-on: OpenID Connect Core 1.0, code flow.
//!
//! Written for ProConnect, which is stricter than the standard: `state` and `nonce` of 32 characters or more, the secret in
//! the body of the POST, no unknown parameter, user info as a signed JWT, and a level of authentication (`acr`) that the
//! service must check. Tokens are verified by `jsonwebtoken`; the rules of the protocol are in `claims`.

mod claims;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::JwkSet;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

pub use claims::Refused;
use claims::{Expected, IdClaims, UserInfo};

use crate::telemetry::http;

/// How long to wait for an answer of the provider.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most bytes of an answer of the provider.
const LARGEST: usize = 256 * 1024;
/// How long what the provider says of itself is believed.
const BELIEVED: chrono::Duration = chrono::Duration::hours(1);

/// What the service is at the provider.
#[derive(Clone)]
pub struct SsoSettings {
    /// The provider: `https://auth.example/api/v2`, as its tokens name it.
    pub issuer: String,
    /// The name of the service there.
    pub client_id: String,
    /// The secret of the service there.
    pub client_secret: String,
    /// Where people come back to, exactly as it is registered there.
    pub redirect_uri: String,
    /// Where people come to who have signed out there.
    pub after_sign_out: String,
    /// What is asked for, separated by spaces.
    pub scopes: String,
    /// The levels of authentication that are enough; every one when empty.
    pub acr: Vec<String>,
}

impl fmt::Debug for SsoSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SsoSettings").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Why nobody is known by the provider.
#[derive(Debug, Error)]
pub enum SsoError {
    /// It could not be asked, or did not answer in time.
    #[error("the identity provider could not be asked: {0}")]
    Unreachable(&'static str),
    /// It did not answer as the standard says.
    #[error("the identity provider's {0} makes no sense")]
    Senseless(&'static str),
    /// It refuses the code: it was used, is older than a minute, or was never given.
    #[error("the identity provider refuses the code")]
    CodeRefused,
    /// What it says of somebody is not believed.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Who somebody is at the provider. No `Debug`: it is all personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Who they are there, for this service and the provider behind it.
    pub subject: String,
    /// Mail address, unless the provider says that it was never checked.
    pub email: Option<String>,
    /// Which provider stands behind the provider.
    pub provider: Option<String>,
    /// Who they are behind it.
    pub provider_user: Option<String>,
    /// The token by which they sign out there.
    pub token: String,
}

/// What the provider says of itself.
#[derive(Clone, Debug, Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    id_token: String,
}

/// What is known of the provider, and since when.
struct Known {
    discovery: Discovery,
    keys: JwkSet,
    since: DateTime<Utc>,
}

/// An identity provider. Cheap to clone.
#[derive(Clone)]
pub struct Sso {
    settings: Arc<SsoSettings>,
    client: reqwest::Client,
    known: Arc<Mutex<Option<Arc<Known>>>>,
}

impl fmt::Debug for Sso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sso").field(&self.settings).finish()
    }
}

impl Sso {
    /// The provider of `settings`, which is asked for nothing yet.
    ///
    /// # Errors
    /// [`SsoError::Unreachable`] when no connection could ever be protected here.
    pub fn new(settings: SsoSettings) -> Result<Self, SsoError> {
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| SsoError::Unreachable("TLS cannot be set up"))?;
        Ok(Self { settings: Arc::new(settings), client, known: Arc::default() })
    }

    /// Where a browser goes to say who sits before it. `state` and `nonce` have 32 characters or more.
    ///
    /// # Errors
    /// [`SsoError`].
    pub async fn way_there(&self, state: &str, nonce: &str, now: DateTime<Utc>) -> Result<String, SsoError> {
        let known = self.known(now).await?;
        let SsoSettings { client_id, redirect_uri, scopes, acr, .. } = &*self.settings;
        let wanted = wanted_acr(acr);
        let mut fields = vec![
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", redirect_uri),
            ("scope", scopes),
            ("state", state),
            ("nonce", nonce),
        ];
        fields.extend(wanted.as_deref().map(|wanted| ("claims", wanted)));
        Ok(with_query(&known.discovery.authorization_endpoint, &fields))
    }

    /// Who came back with `code`.
    ///
    /// # Errors
    /// [`SsoError`].
    pub async fn identity(&self, code: &str, nonce: &str, now: DateTime<Utc>) -> Result<Identity, SsoError> {
        let known = self.known(now).await?;
        let tokens = self.exchange(&known.discovery, code).await?;
        let SsoSettings { issuer, client_id, acr, .. } = &*self.settings;
        let expected = Expected { issuer, client_id, nonce, acr, now };
        let (claims, known) = match claims::identity(&tokens.id_token, &known.keys, &expected) {
            // It may have changed its keys since.
            Err(Refused::UnknownKey) => {
                let known = self.ask(now).await?;
                (claims::identity(&tokens.id_token, &known.keys, &expected)?, known)
            }
            other => (other?, known),
        };
        let info = self.user_info(&known, &tokens.access_token, &claims, now).await?;
        Ok(Identity {
            issuer: issuer.clone(),
            subject: claims.sub,
            email: info.email.filter(|_| info.email_verified != Some(false)),
            provider: info.idp_id,
            provider_user: info.uid,
            token: tokens.id_token,
        })
    }

    /// Where a browser goes to sign out there as well; none when the provider has no such page.
    ///
    /// # Errors
    /// [`SsoError`].
    pub async fn way_out(
        &self,
        token: &str,
        state: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, SsoError> {
        let known = self.known(now).await?;
        let Some(end) = &known.discovery.end_session_endpoint else { return Ok(None) };
        let after = &self.settings.after_sign_out;
        let fields = [("id_token_hint", token), ("state", state), ("post_logout_redirect_uri", after)];
        Ok(Some(with_query(end, &fields)))
    }

    /// What is known of the provider, asked for anew when it is old.
    async fn known(&self, now: DateTime<Utc>) -> Result<Arc<Known>, SsoError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known.filter(|known| now - known.since < BELIEVED) {
            Some(known) => Ok(known),
            None => self.ask(now).await,
        }
    }

    async fn ask(&self, now: DateTime<Utc>) -> Result<Arc<Known>, SsoError> {
        let issuer = self.settings.issuer.trim_end_matches('/');
        let discovery: Discovery =
            self.get_json(&format!("{issuer}/.well-known/openid-configuration"), "description").await?;
        if discovery.issuer != self.settings.issuer {
            return Err(SsoError::Senseless("name in its description"));
        }
        let keys: JwkSet = self.get_json(&discovery.jwks_uri, "list of keys").await?;
        let known = Arc::new(Known { discovery, keys, since: now });
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        Ok(known)
    }

    async fn get_json<T: DeserializeOwned>(&self, url: &str, what: &'static str) -> Result<T, SsoError> {
        let answer = http::send(self.client.get(url).header(ACCEPT, "application/json")).await;
        let answer = answer.map_err(|_| SsoError::Unreachable(what))?;
        if !answer.status().is_success() {
            return Err(SsoError::Unreachable(what));
        }
        let body = body(answer, what).await?;
        serde_json::from_slice(&body).map_err(|_| SsoError::Senseless(what))
    }

    async fn exchange(&self, discovery: &Discovery, code: &str) -> Result<Tokens, SsoError> {
        let SsoSettings { client_id, client_secret, redirect_uri, .. } = &*self.settings;
        let fields = form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("client_id", client_id),
            ("client_secret", client_secret),
        ]);
        let request = self.client.post(&discovery.token_endpoint).body(fields);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = http::send(request).await.map_err(|_| SsoError::Unreachable("tokens"))?;
        let status = answer.status();
        if status.is_client_error() {
            return Err(SsoError::CodeRefused);
        } else if !status.is_success() {
            return Err(SsoError::Unreachable("tokens"));
        }
        let body = body(answer, "tokens").await?;
        serde_json::from_slice(&body).map_err(|_| SsoError::Senseless("tokens"))
    }

    async fn user_info(
        &self,
        known: &Known,
        access: &str,
        claims: &IdClaims,
        now: DateTime<Utc>,
    ) -> Result<UserInfo, SsoError> {
        let request = self.client.get(&known.discovery.userinfo_endpoint);
        let request = request.header(AUTHORIZATION, format!("Bearer {access}"));
        let answer = http::send(request).await.map_err(|_| SsoError::Unreachable("user info"))?;
        if !answer.status().is_success() {
            return Err(SsoError::Unreachable("user info"));
        }
        let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        // Only what is signed is believed (section 5.3.2 of the standard allows both).
        if !kind.starts_with("application/jwt") {
            return Err(Refused::NotSigned.into());
        }
        let body = body(answer, "user info").await?;
        let token = std::str::from_utf8(&body).map_err(|_| SsoError::Senseless("user info"))?;
        let SsoSettings { issuer, client_id, acr, .. } = &*self.settings;
        let expected = Expected { issuer, client_id, nonce: "", acr, now };
        Ok(claims::user_info(token.trim(), &known.keys, &expected, &claims.sub)?)
    }
}

/// The body of an answer, unless it is far too large.
async fn body(mut answer: reqwest::Response, what: &'static str) -> Result<Vec<u8>, SsoError> {
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|_| SsoError::Unreachable(what))? {
        if body.len() + part.len() > LARGEST {
            return Err(SsoError::Senseless(what));
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// The `claims` parameter (section 5.5 of the standard) that wants one of these levels; none when any will do.
fn wanted_acr(acr: &[String]) -> Option<String> {
    let wanted = serde_json::json!({"id_token": {"acr": {"essential": true, "values": acr}}});
    (!acr.is_empty()).then(|| wanted.to_string())
}

fn with_query(url: &str, fields: &[(&str, &str)]) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}{}", form(fields))
}

/// All but the unreserved characters are percent-encoded (RFC 3986, section 2.3); a space becomes `%20`, as some providers
/// take `+` literally.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text| utf8_percent_encode(text, UNRESERVED);
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_wanted_in_the_way_of_the_standard() {
        assert_eq!(wanted_acr(&[]), None);
        let wanted = wanted_acr(&["eidas2".to_owned(), "eidas3".to_owned()]).unwrap();
        assert_eq!(wanted, r#"{"id_token":{"acr":{"essential":true,"values":["eidas2","eidas3"]}}}"#);
        let url =
            with_query("https://idp.example/authorize", &[("claims", &wanted), ("scope", "openid email")]);
        assert!(url.starts_with("https://idp.example/authorize?claims=%7B%22id_token%22"), "{url}");
        assert!(url.ends_with("&scope=openid%20email"), "{url}");
    }

    #[test]
    fn the_secret_is_never_written_to_a_log() {
        let settings = SsoSettings {
            issuer: "https://idp.example".to_owned(),
            client_id: "unisson".to_owned(),
            client_secret: "tres-secret".to_owned(),
            redirect_uri: String::new(),
            after_sign_out: String::new(),
            scopes: String::new(),
            acr: Vec::new(),
        };
        assert!(!format!("{settings:?}").contains("tres-secret"));
    }
}
