//! Signing in to the back office with a password, and signing out.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::actions::{self, Arrival};
use crate::text::Key;
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_cookie;
use crate::web::extract::office_session::{OfficeForm, SignedIn, next};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::pages::office::answer::show;
use crate::web::pages::office::sign_in_page::{
    ClientAddress, SignInQuery, browser_secret, named, new_secret, page, refused, territory, with_cookie,
};
use crate::web::pages::office::sso;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/office/signed_out.html")]
struct SignedOut {
    layout: OfficeLayout,
    name: String,
    there: String,
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
    let page = page(&app, &secret, &asked, notice).await?;
    with_cookie(&app, &secret, show(StatusCode::OK, &page)?)
}

/// Lets them in, or says that the two do not go together.
///
/// # Errors
/// [`OfficeError`].
pub async fn answer(
    State(app): State<App>,
    ClientAddress(from): ClientAddress,
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

/// Ends the session: the secret in the browser, and every copy of it, opens nothing from now on.
///
/// # Errors
/// [`OfficeError`].
pub async fn leave(
    State(app): State<App>,
    headers: HeaderMap,
    OfficeForm(_): OfficeForm,
) -> Result<Response, OfficeError> {
    // Before signing out: afterwards the session no longer says how they came in.
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
