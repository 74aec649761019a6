//! Renders the error pages of the back office: an answer that carries an [`OfficeError`] gets its page, with a way to go
//! on.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::text::{Catalogue, Key, TextError};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::errors::office_error::OfficeError;
use crate::web::layout::office_layout::{OfficeLayout, show};
use crate::web::layout::page::Failure;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/middleware/office_error_page.html")]
struct ErrorPage {
    layout: OfficeLayout,
    title: String,
    suggestion: String,
    to: &'static str,
    label: String,
}

/// Replaces an answer that carries an error by the page of the error. A program, which says so by its `Accept` header,
/// gets the status and no page.
pub async fn render(State(_app): State<App>, request: Request, next: Next) -> Response {
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_none_or(|accept| accept.contains("text/html") || accept.contains("*/*"));
    let response = next.run(request).await;
    let error = response.extensions().get::<OfficeError>().cloned();
    let shared = response.extensions().get::<BeneficiaryError>().copied();
    let error = error.or(shared.map(OfficeError::of_beneficiary_error)).or(match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Some(OfficeError::TooLarge),
        StatusCode::METHOD_NOT_ALLOWED => Some(OfficeError::Missing),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(OfficeError::OtherForm),
        _ => None,
    });
    let Some(error) = error.filter(|_| wants_page) else { return response };
    error_page(&error).unwrap_or_else(|_| {
        Failure::from(TextError::Missing { key: "denied", language: "fr" }).into_response()
    })
}

/// The page of an error. It names nobody and nothing: anybody may be the reader.
fn error_page(error: &OfficeError) -> Result<Response, Failure> {
    let text = Catalogue::french()?;
    let (title, suggestion) = match error {
        OfficeError::SignInFirst(_) | OfficeError::SessionOver => {
            (Key("denied-session"), Key("denied-session-mend"))
        }
        OfficeError::NotAllowed => (Key("denied-rights"), Key("denied-rights-mend")),
        OfficeError::Missing => (Key("missing-title"), Key("denied-missing-mend")),
        OfficeError::OtherForm | OfficeError::Foreign => (Key("denied-form"), Key("denied-form-mend")),
        OfficeError::TooMany => (Key("denied-too-many"), Key("denied-too-many-mend")),
        OfficeError::TooLarge => (Key("denied-too-large"), Key("denied-too-large-mend")),
        OfficeError::Busy => (Key("denied-busy"), Key("denied-busy-mend")),
        OfficeError::Broken => (Key("denied-broken"), Key("denied-broken-mend")),
    };
    let (to, label) = match error {
        OfficeError::SignInFirst(_) | OfficeError::SessionOver => (routes::SIGN_IN, Key("sign-in-title")),
        _ => (routes::OFFICE, Key("denied-back")),
    };
    let (title, suggestion, label) =
        (text.get(title, &[])?, text.get(suggestion, &[])?, text.get(label, &[])?);
    show(
        error.status(),
        &ErrorPage { layout: OfficeLayout::outside(String::new())?, title, suggestion, to, label },
    )
}
