//! What a person is told when a page cannot be shown: in their language, with a way on.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::actions::Error;
use crate::store::StoreError;
use crate::text::{Catalogue, TextError};
use crate::web::State as App;
use crate::web::extract::beneficiary_cookie::Cookie;
use crate::web::layout::beneficiary_layout::BeneficiaryLayout;
use crate::web::layout::page::Failure;

/// Why a page is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeneficiaryError {
    /// There is no session, or it is over.
    SessionOver,
    /// The form belongs to another session than the browser's: another person's link was opened since.
    OtherForm,
    /// The form comes from another site.
    Foreign,
    /// Asked too often.
    TooMany,
    /// Too many hours held and not confirmed.
    TooManyHolds,
    /// So many came without a link that the desk has to help.
    TooManyNewcomers,
    /// Far more was sent than a form holds.
    TooLarge,
    /// There is no such page.
    Missing,
    /// The link opens nothing, any more or at all.
    NoLink,
    /// Wrong too often: only the desk can help.
    Closed,
    /// The referral is over: there is nothing to choose.
    Over,
    /// So many others are booking that it is better to wait a moment.
    Busy,
    /// It is our fault.
    Broken,
}

impl BeneficiaryError {
    /// The status of the answer.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::SessionOver | Self::Foreign | Self::Closed => StatusCode::FORBIDDEN,
            Self::OtherForm => StatusCode::CONFLICT,
            Self::TooMany | Self::TooManyHolds | Self::TooManyNewcomers => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Missing | Self::NoLink => StatusCode::NOT_FOUND,
            Self::Over => StatusCode::GONE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for BeneficiaryError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Error> for BeneficiaryError {
    fn from(error: Error) -> Self {
        match error {
            Error::TooManyHolds => Self::TooManyHolds,
            Error::ReferralClosed => Self::Over,
            Error::Crowded(_) => Self::Busy,
            other => {
                tracing::error!(error = %other, "a person's page could not be shown");
                Self::Broken
            }
        }
    }
}

impl From<StoreError> for BeneficiaryError {
    fn from(error: StoreError) -> Self {
        Self::from(Error::from(error))
    }
}

impl From<TextError> for BeneficiaryError {
    fn from(error: TextError) -> Self {
        tracing::error!(%error, "a person's page lacks a word");
        Self::Broken
    }
}

impl From<askama::Error> for BeneficiaryError {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a person's page could not be written");
        Self::Broken
    }
}

/// Puts the page of a [`BeneficiaryError`] in the place of an answer without words.
pub async fn in_words(State(app): State<App>, request: Request, next: Next) -> Response {
    let links = app.ctx.links.as_ref();
    let cookie = Cookie::read(request.headers(), links);
    let accept = request.headers().get("accept-language").and_then(|header| header.to_str().ok());
    let text = speaking(cookie.as_ref(), accept);
    let response = next.run(request).await;
    let trouble = response.extensions().get::<BeneficiaryError>().copied();
    // What a layer or an extractor refused has its status and no page of ours.
    let trouble = trouble.or(match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Some(BeneficiaryError::TooLarge),
        StatusCode::METHOD_NOT_ALLOWED => Some(BeneficiaryError::Missing),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(BeneficiaryError::OtherForm),
        _ => None,
    });
    let Some(trouble) = trouble else { return response };
    let page = match text {
        Ok(text) => BeneficiaryLayout::of_nobody(&app, text)
            .await
            .and_then(|layout| crate::web::pages::booking::error_page::told(layout, trouble)),
        Err(error) => Err(BeneficiaryError::from(error)),
    };
    page.unwrap_or_else(|_| {
        Failure::from(TextError::Missing { key: "trouble", language: "fr" }).into_response()
    })
}

/// The language to answer in when nobody is known: what the cookie says, then what the browser says.
///
/// # Errors
/// [`TextError`].
pub fn speaking(cookie: Option<&Cookie>, accept: Option<&str>) -> Result<&'static Catalogue, TextError> {
    use domain::visit::Language;
    let chosen = cookie.and_then(|cookie| Language::parse(&cookie.language));
    Catalogue::negotiate(chosen.as_ref(), accept, &Language::french())
}
