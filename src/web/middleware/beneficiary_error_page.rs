//! Renders the error pages of beneficiaries: an answer that carries a [`BeneficiaryError`] gets its page, in the language
//! of the reader, with a way to go on.

use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::text::{Catalogue, Key, TextError};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_cookie::Cookie;
use crate::web::extract::language::negotiate_language;
use crate::web::layout::beneficiary_layout::BeneficiaryLayout;
use crate::web::layout::notice::notice;
use crate::web::layout::page::Failure;
use crate::web::routes;
use crate::web::state::State as App;

/// The language that an address names.
#[derive(Deserialize)]
struct ChosenLanguage {
    lang: Option<String>,
}

/// Replaces an answer that carries an error by the page of the error.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let links = app.ctx.links.as_ref();
    let cookie = Cookie::read(request.headers(), links);
    let accept = request.headers().get("accept-language").and_then(|header| header.to_str().ok());
    // What was chosen on the page before is part of the address.
    let chosen =
        Query::<ChosenLanguage>::try_from_uri(request.uri()).ok().and_then(|Query(asked)| asked.lang);
    let chosen = chosen.map(|language| Cookie { secret: String::new(), language });
    let text = negotiate_language(chosen.as_ref().or(cookie.as_ref()), accept);
    let response = next.run(request).await;
    let error = response.extensions().get::<BeneficiaryError>().copied();
    // What a layer or an extractor refused has a status and no page of ours.
    let error = error.or(match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Some(BeneficiaryError::TooLarge),
        StatusCode::METHOD_NOT_ALLOWED => Some(BeneficiaryError::Missing),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(BeneficiaryError::OtherForm),
        _ => None,
    });
    let Some(error) = error else { return response };
    let page = match text {
        Ok(text) => layout(&app, text, error).await.and_then(|layout| error_page(layout, error)),
        Err(error) => Err(Failure::from(error)),
    };
    page.unwrap_or_else(|_| {
        Failure::from(TextError::Missing { key: "trouble", language: "fr" }).into_response()
    })
}

/// The frame of the page: of the territory, when the link was one of its.
async fn layout(
    app: &App,
    text: &'static Catalogue,
    error: BeneficiaryError,
) -> Result<BeneficiaryLayout, Failure> {
    if let BeneficiaryError::LinkOver(territory) = error
        && let Some(snapshot) = app.ctx.agendas.snapshot(&app.ctx.db, territory, app.ctx.now()).await?
    {
        return Ok(BeneficiaryLayout::of_territory(app, text, &snapshot));
    }
    BeneficiaryLayout::of_nobody(app, text).await
}

/// The page of an error.
fn error_page(layout: BeneficiaryLayout, error: BeneficiaryError) -> Result<Response, Failure> {
    let texts = match error {
        BeneficiaryError::SessionOver => (Key("told-session-over"), Key("told-session-over-line")),
        BeneficiaryError::OtherForm | BeneficiaryError::Foreign => {
            (Key("told-other-form"), Key("told-other-form-line"))
        }
        BeneficiaryError::TooMany => (Key("told-too-many"), Key("told-too-many-line")),
        BeneficiaryError::TooManyHolds => (Key("told-holds"), Key("told-holds-line")),
        BeneficiaryError::TooManyNewcomers => (Key("told-newcomers"), Key("told-newcomers-line")),
        BeneficiaryError::TooLarge => (Key("told-too-large"), Key("told-too-large-line")),
        BeneficiaryError::Missing => (Key("missing-title"), Key("told-missing-line")),
        BeneficiaryError::NoLink | BeneficiaryError::LinkOver(_) => {
            (Key("told-no-link"), Key("told-no-link-line"))
        }
        BeneficiaryError::Closed => (Key("told-closed"), Key("told-closed-line")),
        BeneficiaryError::Over => (Key("told-over"), Key("told-over-line")),
        BeneficiaryError::Busy => (Key("told-busy"), Key("told-busy-line")),
        BeneficiaryError::Broken => (Key("told-broken"), Key("told-broken-line")),
    };
    let link = match error {
        BeneficiaryError::Busy
        | BeneficiaryError::Broken
        | BeneficiaryError::TooMany
        | BeneficiaryError::OtherForm
        | BeneficiaryError::TooLarge => Some((routes::BOOK.to_owned(), Key("told-again"))),
        // There anybody may book, and see where to come and whom to call.
        BeneficiaryError::NoLink | BeneficiaryError::LinkOver(_) | BeneficiaryError::SessionOver
            if !layout.media.1.is_empty() =>
        {
            let address = format!("{}?lang={}", routes::public(&layout.media.1), layout.text.code());
            Some((address, Key("told-public-page")))
        }
        _ => None,
    };
    notice(error.status(), layout, texts, link)
}
