//! Answers made of a template, and what is shown when one cannot be.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use thiserror::Error;

use crate::actions;
use crate::store::StoreError;
use crate::text::TextError;

/// Why a page cannot be shown. The cause goes to the log, never to the reader.
#[derive(Debug, Error)]
pub enum Failure {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A word is missing.
    #[error(transparent)]
    Text(#[from] TextError),
    /// What the page asks for.
    #[error(transparent)]
    Action(#[from] actions::Error),
    /// A template failed.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::error!(error = %self, "a page could not be shown");
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
