//! Signing in through an identity provider: the redirect there and the way back.
//!
//! Nothing is stored on the way: `state` holds where to go, until when it is good, and a proof bound to the secret of the
//! browser that set out, which is another one after signing in; so a way back is gone once, by that browser. It is the
//! one GET here that begins something: the standard has it so.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::actions::{self, AccountError, AccountFault, ProvedIdentity};
use crate::adapters::sso::{Refused, Sso, SsoError};
use crate::keys::{LinkSigner, Purpose};
use crate::text::Key;
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_cookie;
use crate::web::extract::office_session::next;
use crate::web::pages::office::sign_in_page::{
    SignInQuery, browser_secret, named, refused, territory, with_cookie,
};
use crate::web::state::{SingleSignOn, State as App};

/// How long a sign-in at the provider may take.
const AWAY: Duration = Duration::minutes(15);

/// The state of a sign-in at the provider.
#[derive(Serialize, Deserialize)]
struct Journey {
    /// Key of the territory.
    territory: String,
    /// Where to go afterwards.
    next: String,
    /// Until when they are waited for, seconds.
    until: i64,
    /// Chance: no two are alike.
    chance: String,
}

impl Journey {
    fn write(&self, links: &LinkSigner, secret: &str) -> Result<String, OfficeError> {
        let body = serde_json::to_vec(self).map_err(|_| OfficeError::Broken)?;
        let body = URL_SAFE_NO_PAD.encode(body);
        let proof = links.key.name(Purpose::SingleSignOn, format!("{secret} {body}").as_bytes());
        Ok(format!("{body}.{proof}"))
    }

    fn read(state: &str, links: &LinkSigner, secret: &str, now: DateTime<Utc>) -> Option<Self> {
        let (body, proof) = state.split_once('.')?;
        let is_ours = links.key.proves(Purpose::SingleSignOn, format!("{secret} {body}").as_bytes(), proof);
        let journey: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
        (is_ours && now.timestamp() < journey.until).then_some(journey)
    }
}

/// What the token of this sign-in must repeat: 43 characters that follow from `state`.
fn nonce(links: &LinkSigner, state: &str) -> String {
    links.key.name(Purpose::SingleSignOn, format!("nonce {state}").as_bytes())
}

/// Sends the browser to the provider.
///
/// # Errors
/// [`OfficeError`]; [`OfficeError::Missing`] when there is none.
pub async fn leave(
    State(app): State<App>,
    Query(asked): Query<SignInQuery>,
    headers: HeaderMap,
) -> Result<Response, OfficeError> {
    let provider = app.sso.as_ref().ok_or(OfficeError::Missing)?;
    let links = app.ctx.links.as_ref().ok_or(OfficeError::Broken)?;
    let secret = browser_secret(&app, &headers);
    let now = app.ctx.now();
    let journey = Journey {
        territory: asked.territory.clone(),
        next: next(&asked.next).to_owned(),
        until: (now + AWAY).timestamp(),
        chance: URL_SAFE_NO_PAD.encode(app.ctx.rng.bytes::<16>()),
    };
    let state = journey.write(links, &secret)?;
    match provider.sso.way_there(&state, &nonce(links, &state), now).await {
        Ok(there) => with_cookie(&app, &secret, Redirect::to(&there).into_response()),
        Err(error) => {
            tracing::error!(%error, "nobody can be sent to the identity provider");
            let why = (StatusCode::BAD_GATEWAY, Key("sso-unreachable"));
            with_cookie(&app, &secret, refused(&app, &secret, &asked, "", why).await?)
        }
    }
}

/// What the provider sends back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Back {
    state: String,
    code: String,
    error: String,
}

/// Signs in a member whom the provider identifies and who has an account.
///
/// # Errors
/// [`OfficeError`].
pub async fn back(
    State(app): State<App>,
    Query(back): Query<Back>,
    headers: HeaderMap,
) -> Result<Response, OfficeError> {
    let provider = app.sso.as_ref().ok_or(OfficeError::Missing)?;
    let links = app.ctx.links.as_ref().ok_or(OfficeError::Broken)?;
    let secret = browser_secret(&app, &headers);
    let journey = Journey::read(&back.state, links, &secret, app.ctx.now());
    let Some(journey) = journey else {
        let why = (StatusCode::FORBIDDEN, Key("sso-lost"));
        return with_cookie(&app, &secret, refused(&app, &secret, &SignInQuery::default(), "", why).await?);
    };
    let asked = SignInQuery::back_to(&journey.next, &journey.territory);
    let why = match enter(&app, &provider.sso, &back, &journey, links, &headers).await? {
        Ok(secret) => return with_cookie(&app, &secret, Redirect::to(next(&journey.next)).into_response()),
        Err(why) => why,
    };
    with_cookie(&app, &secret, refused(&app, &secret, &asked, "", why).await?)
}

async fn enter(
    app: &App,
    sso: &Sso,
    back: &Back,
    journey: &Journey,
    links: &LinkSigner,
    headers: &HeaderMap,
) -> Result<Result<String, (StatusCode, Key)>, OfficeError> {
    if !back.error.is_empty() || back.code.is_empty() {
        return Ok(Err((StatusCode::FORBIDDEN, Key("sso-refused"))));
    }
    let nonce = nonce(links, &back.state);
    let identity = match sso.identity(&back.code, &nonce, app.ctx.now()).await {
        Ok(identity) => identity,
        Err(error) => {
            tracing::warn!(%error, "the identity provider's answer is not believed");
            return Ok(Err(match error {
                SsoError::Refused(Refused::TooWeak) => (StatusCode::FORBIDDEN, Key("sso-too-weak")),
                SsoError::CodeRefused => (StatusCode::FORBIDDEN, Key("sso-lost")),
                SsoError::Refused(_) => (StatusCode::FORBIDDEN, Key("sso-refused")),
                SsoError::Unreachable(_) | SsoError::Senseless(_) => {
                    (StatusCode::BAD_GATEWAY, Key("sso-unreachable"))
                }
            }));
        }
    };
    let who = ProvedIdentity {
        issuer: identity.issuer,
        subject: identity.subject,
        email: identity.email,
        provider: identity.provider,
        provider_user: identity.provider_user,
        token: identity.token,
    };
    let no_account = || Ok(Err((StatusCode::FORBIDDEN, Key("sso-no-account"))));
    let Some(territory) = territory(app, &journey.territory).await? else { return no_account() };
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    match actions::sign_in_by_provider(&app.ctx, territory, &who, &named(agent)).await {
        Ok(secret) => Ok(Ok(secret)),
        Err(AccountError::Refused(AccountFault::NoAccount | AccountFault::OtherIdentity)) => no_account(),
        Err(other) => Err(other.into()),
    }
}

/// Where a browser goes after signing out here, when it came in through the provider: there, to sign out as well.
pub async fn way_out(app: &App, headers: &HeaderMap) -> Option<String> {
    let provider: &Arc<SingleSignOn> = app.sso.as_ref()?;
    let secret = office_cookie::read(headers, app.ctx.links.as_ref())?;
    let present = match actions::signed_in(&app.ctx, &secret).await {
        Ok(present) => present?,
        Err(error) => {
            tracing::error!(
                error = actions::with_causes(&error),
                "nobody can be signed out at the identity provider"
            );
            return None;
        }
    };
    let token = present.session.identity_token?;
    let state = URL_SAFE_NO_PAD.encode(app.ctx.rng.bytes::<24>());
    match provider.sso.way_out(&token, &state, app.ctx.now()).await {
        Ok(way) => way,
        Err(error) => {
            tracing::warn!(%error, "nobody can be signed out at the identity provider");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::keys::{KEY_BYTES, ServiceKey};

    #[test]
    fn a_way_back_is_gone_by_the_browser_that_set_out_and_in_time() {
        let links = LinkSigner::with_key(ServiceKey::new(&[3; KEY_BYTES]));
        let now = Utc.with_ymd_and_hms(2027, 1, 4, 8, 0, 0).unwrap();
        let journey = Journey {
            territory: "demo".to_owned(),
            next: "/office".to_owned(),
            until: (now + AWAY).timestamp(),
            chance: "x".to_owned(),
        };
        let state = journey.write(&links, "secret").unwrap();
        assert!(state.len() >= 32 && nonce(&links, &state).len() >= 32);
        let read = |state: &str, secret: &str, now| Journey::read(state, &links, secret, now).is_some();
        assert!(read(&state, "secret", now));
        assert!(!read(&state, "another", now), "another browser");
        assert!(!read(&state, "secret", now + AWAY), "too late");
        assert!(!read(&state.replacen('a', "b", 1), "secret", now), "changed");
        assert!(!read("", "secret", now) && !read("x.y", "secret", now));
    }
}
