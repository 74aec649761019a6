//! The door of the back office.

use askama::Template;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::TerritoryId;
use serde::Deserialize;

use super::sso;
use crate::actions::{self, Arrival};
use crate::keys::Purpose;
use crate::store::territories;
use crate::text::{Arg, Key, TextError};
use crate::web::State as App;
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::client_address;
use crate::web::extract::office_cookie;
use crate::web::extract::office_session::{OfficeForm, SignedIn, next};
use crate::web::layout::office_layout::{OfficeLayout, Wrong, show};
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/office/sign_in.html")]
struct Page {
    layout: OfficeLayout,
    wrong: Vec<Wrong>,
    notice: Option<String>,
    /// Key, name, and whether it is chosen; empty when there is one only.
    territories: Vec<(String, String, bool)>,
    email: String,
    next: String,
    /// Ways through the identity provider, when there is one, by territory: address and words.
    providers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "web/pages/office/signed_out.html")]
struct SignedOut {
    layout: OfficeLayout,
    name: String,
    there: String,
}

/// What the address of the door says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SignInQuery {
    pub(super) next: String,
    pub(super) territory: String,
    /// Why they stand here: `out` after signing out, `set` after setting a password.
    after: String,
}

impl SignInQuery {
    /// To sign in anew, and go where they wanted to.
    pub(super) fn back_to(next: &str, territory: &str) -> Self {
        Self { next: next.to_owned(), territory: territory.to_owned(), after: String::new() }
    }
}

/// Where a request comes from, as far as limits must know.
pub struct From(pub Option<String>);

impl FromRequestParts<App> for From {
    type Rejection = OfficeError;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        app: &App,
    ) -> Result<Self, OfficeError> {
        let proxies = app.ctx.links.as_ref().map_or(0, |links| links.trusted_proxies);
        Ok(Self(client_address::address(parts, proxies)))
    }
}

/// Asks who they are. Whoever is signed in already goes on.
///
/// # Errors
/// [`OfficeError`].
pub async fn ask(
    State(app): State<App>,
    Query(asked): Query<SignInQuery>,
    headers: HeaderMap,
    signed_in: Result<SignedIn, OfficeError>,
) -> Result<Response, OfficeError> {
    if signed_in.is_ok() && asked.after.is_empty() {
        return Ok(Redirect::to(next(&asked.next)).into_response());
    }
    let secret = browser_secret(&app, &headers);
    let notice = match asked.after.as_str() {
        "out" => Some(Key("sign-in-out")),
        "set" => Some(Key("sign-in-set")),
        _ => None,
    };
    let page = page(&app, &secret, &asked, "", notice, Vec::new()).await?;
    with_cookie(&app, &secret, show(StatusCode::OK, &page)?)
}

/// Lets them in, or says that the two do not go together.
///
/// # Errors
/// [`OfficeError`].
pub async fn answer(
    State(app): State<App>,
    From(from): From,
    headers: HeaderMap,
    OfficeForm(form): OfficeForm,
) -> Result<Response, OfficeError> {
    let secret = office_cookie::read(&headers, app.ctx.links.as_ref()).ok_or(OfficeError::SessionOver)?;
    let asked = SignInQuery::back_to(form.one("next"), form.one("territory"));
    let territory = territory(&app, &asked.territory).await?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let (email, password) = (form.one("email"), form.whole("password"));
    let arrival = match territory {
        Some(territory) => {
            actions::sign_in(&app.ctx, territory, email, password, from.as_deref(), &named(agent)).await?
        }
        None => Arrival::Wrong,
    };
    let why = match arrival {
        Arrival::In(secret) => {
            return with_cookie(&app, &secret, Redirect::to(next(&asked.next)).into_response());
        }
        Arrival::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, Key("sign-in-wrong")),
        Arrival::TooOften => (StatusCode::TOO_MANY_REQUESTS, Key("sign-in-too-often")),
    };
    refused(&app, &secret, &asked, email, why).await
}

/// The door, with why they are not let in.
pub(super) async fn refused(
    app: &App,
    secret: &str,
    asked: &SignInQuery,
    email: &str,
    (status, why): (StatusCode, Key),
) -> Result<Response, OfficeError> {
    let mut page = page(app, secret, asked, email, None, Vec::new()).await?;
    page.wrong = vec![Wrong { field: "email", text: page.layout.say(why)? }];
    show(status, &page)
}

/// Ends the session: the secret in the browser, and every copy of it, opens nothing from now on.
///
/// # Errors
/// [`OfficeError`].
pub async fn leave(
    State(app): State<App>,
    headers: HeaderMap,
    OfficeForm(_): OfficeForm,
) -> Result<Response, OfficeError> {
    // SignInQuery first: afterwards nobody knows any more how they came in.
    let there = sso::way_out(&app, &headers).await;
    if let Some(secret) = office_cookie::read(&headers, app.ctx.links.as_ref()) {
        actions::sign_out(&app.ctx, &secret).await?;
    }
    let secret = new_secret(&app);
    let out = match (there, &app.sso) {
        // A page and not a redirect: the policy of the form that was sent lets it lead to this site only.
        (Some(there), Some(provider)) => {
            let go = HeaderValue::from_str(&format!("0; url={there}")).map_err(|_| OfficeError::Broken)?;
            let page = SignedOut {
                layout: OfficeLayout::outside(String::new())?,
                name: provider.name.clone(),
                there,
            };
            let mut out = show(StatusCode::OK, &page)?;
            out.headers_mut().insert(header::REFRESH, go);
            out
        }
        _ => Redirect::to(routes::AFTER_SIGN_OUT).into_response(),
    };
    with_cookie(&app, &secret, out)
}

async fn page(
    app: &App,
    secret: &str,
    asked: &SignInQuery,
    email: &str,
    notice: Option<Key>,
    wrong: Vec<Wrong>,
) -> Result<Page, OfficeError> {
    let links = app.ctx.links.as_ref().ok_or(OfficeError::Broken)?;
    let layout = OfficeLayout::outside(links.key.name(Purpose::Form, secret.as_bytes()))?;
    let territories = territories(app, &asked.territory).await?;
    let notice = notice.map(|notice| layout.say(notice)).transpose()?;
    let providers = match &app.sso {
        Some(provider) => ways(&provider.name, next(&asked.next), &territories, &layout)?,
        None => Vec::new(),
    };
    Ok(Page {
        layout,
        wrong,
        notice,
        territories,
        email: email.chars().take(domain::contact::LONGEST_EMAIL).collect(),
        next: next(&asked.next).to_owned(),
        providers,
    })
}

/// The ways through an identity provider: one, or one for each territory there is to choose from.
fn ways(
    provider: &str,
    next: &str,
    territories: &[(String, String, bool)],
    layout: &OfficeLayout,
) -> Result<Vec<(String, String)>, TextError> {
    let go = layout.text.get(Key("sso-go"), &[("name", Arg::from(provider))])?;
    if territories.is_empty() {
        return Ok(vec![(routes::sso(next, ""), go)]);
    }
    let way = |(key, name, _): &(String, String, bool)| (routes::sso(next, key), format!("{go}, {name}"));
    Ok(territories.iter().map(way).collect())
}

/// The territories to choose from: key, name, and whether it is chosen; none when there is one only.
pub(super) async fn territories(app: &App, chosen: &str) -> Result<Vec<(String, String, bool)>, OfficeError> {
    let all = territories::list(app.ctx.db.read()).await?;
    let all = if all.len() > 1 { all } else { Vec::new() };
    let entry = |(_, key, name): (TerritoryId, String, String)| {
        let is_chosen = key == chosen;
        (key, name, is_chosen)
    };
    Ok(all.into_iter().map(entry).collect())
}

/// The territory of that key, or the only one.
pub(super) async fn territory(app: &App, key: &str) -> Result<Option<TerritoryId>, OfficeError> {
    let all = territories::list(app.ctx.db.read()).await?;
    Ok(match all.as_slice() {
        [(id, ..)] => Some(*id),
        all => all.iter().find(|(_, known, _)| known == key).map(|(id, ..)| *id),
    })
}

/// A secret that opens nothing: it proves the forms of this browser.
fn new_secret(app: &App) -> String {
    URL_SAFE_NO_PAD.encode(app.ctx.rng.bytes::<32>())
}

/// The secret that proves the forms of this browser: the one it has, or a new one.
pub(super) fn browser_secret(app: &App, headers: &HeaderMap) -> String {
    office_cookie::read(headers, app.ctx.links.as_ref()).unwrap_or_else(|| new_secret(app))
}

/// Gives the browser a secret with an answer.
pub(super) fn with_cookie(app: &App, secret: &str, mut response: Response) -> Result<Response, OfficeError> {
    let line = office_cookie::line(secret, app.ctx.links.as_ref()).ok_or(OfficeError::Broken)?;
    response.headers_mut().append(header::SET_COOKIE, line);
    Ok(response)
}

/// Browser and system in two words: enough to know one's own sessions, too little to follow anybody.
pub(super) fn named(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    browser.into_iter().chain(system).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_browser_is_two_words() {
        for (agent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            ("curl/8", ""),
            ("<script>", ""),
        ] {
            assert_eq!(named(agent), name);
        }
    }
}
