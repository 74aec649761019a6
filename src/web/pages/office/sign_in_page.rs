//! The sign-in page, shared by signing in with a password and through an identity provider.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::TerritoryId;
use serde::Deserialize;

use crate::keys::Purpose;
use crate::store::territories;
use crate::text::{Arg, Key, TextError};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::client_address;
use crate::web::extract::office_cookie;
use crate::web::extract::office_session::next;
use crate::web::layout::form::{FormFields, FormState};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::pages::office::answer::show;
use crate::web::routes;
use crate::web::state::State as App;
use domain::contact::LONGEST_EMAIL;

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignInField {
    Email,
    Password,
}

impl FormFields for SignInField {
    const ALL: &'static [Self] = &[Self::Email, Self::Password];

    fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Password => "password",
        }
    }

    fn max_length(self) -> usize {
        LONGEST_EMAIL
    }

    fn is_secret(self) -> bool {
        self == Self::Password
    }
}

#[derive(Template)]
#[template(path = "web/pages/office/sign_in.html")]
pub(super) struct Page {
    pub(super) layout: OfficeLayout,
    pub(super) form: FormState<SignInField>,
    pub(super) notice: Option<String>,
    /// Key, name, and whether it is chosen; empty when there is one only.
    pub(super) territories: Vec<(String, String, bool)>,
    pub(super) next: String,
    /// Ways through the identity provider, when there is one, by territory: address and words.
    pub(super) providers: Vec<(String, String)>,
}

/// The query of the sign-in page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SignInQuery {
    pub(super) next: String,
    pub(super) territory: String,
    /// What led here: `out` after signing out, `set` after setting a password.
    pub(super) after: String,
}

impl SignInQuery {
    /// To sign in again, and go on to `next`.
    pub(super) fn back_to(next: &str, territory: &str) -> Self {
        Self { next: next.to_owned(), territory: territory.to_owned(), after: String::new() }
    }
}

/// Where a request comes from, as far as limits must know.
pub struct ClientAddress(pub Option<String>);

impl FromRequestParts<App> for ClientAddress {
    type Rejection = OfficeError;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        app: &App,
    ) -> Result<Self, OfficeError> {
        let proxies = app.ctx.links.as_ref().map_or(0, |links| links.trusted_proxies);
        Ok(Self(client_address::address(parts, proxies)))
    }
}

/// The sign-in page, with why they are not let in.
pub(super) async fn refused(
    app: &App,
    secret: &str,
    asked: &SignInQuery,
    email: &str,
    (status, why): (StatusCode, Key),
) -> Result<Response, OfficeError> {
    let mut page = page(app, secret, asked, None).await?;
    page.form = FormState::default().with(SignInField::Email, email);
    page.form.reject(SignInField::Email, page.layout.say(why)?);
    show(status, &page)
}

pub(super) async fn page(
    app: &App,
    secret: &str,
    asked: &SignInQuery,
    notice: Option<Key>,
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
        form: FormState::default(),
        notice,
        territories,
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
pub(super) fn new_secret(app: &App) -> String {
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
