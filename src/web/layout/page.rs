//! Answers made from a template, and the answer when that fails.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use thiserror::Error;

use crate::actions::{OfferError, with_causes};
use crate::store::StoreError;
use crate::text::{Catalogue, Key, TextError};

/// Why a page cannot be shown. The cause is logged, never shown.
#[derive(Debug, Error)]
pub enum Failure {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A text is missing from the catalogue.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The search behind the page.
    #[error(transparent)]
    Offer(#[from] OfferError),
    /// The folder of the outbox cannot be read.
    #[error("the mail folder cannot be read")]
    MailFolder(#[source] std::io::Error),
    /// A template failed.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::error!(error = with_causes(&self), "a page could not be shown");
        // Said without the catalogue: it may be what failed.
        let text = "Le service a un problème. Réessayez dans quelques minutes.\n";
        let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CONTENT_LANGUAGE, "fr")];
        (StatusCode::INTERNAL_SERVER_ERROR, plain, text).into_response()
    }
}

/// A rendered page.
///
/// # Errors
/// [`Failure::Template`].
pub fn render(template: &impl Template) -> Result<Html<String>, Failure> {
    Ok(Html(template.render()?))
}

#[derive(Template)]
#[template(path = "web/layout/not_found.html")]
struct NotFound {
    text: &'static Catalogue,
}

/// The page for an address that does not exist.
///
/// # Errors
/// [`Failure`].
pub async fn not_found() -> Result<Response, Failure> {
    let page = render(&NotFound { text: Catalogue::french()? })?;
    Ok((StatusCode::NOT_FOUND, page).into_response())
}
