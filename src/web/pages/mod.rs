//! One folder a screen: handler and template.

pub mod booking;
pub mod desk;
pub mod home;
pub mod office;
pub mod outbox;
pub mod territory;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::text::{Catalogue, Key};
use crate::web::layout::page::{Failure, render};

#[derive(Template)]
#[template(path = "web/pages/not_found.html")]
struct NotFound {
    text: &'static Catalogue,
}

/// There is no such page.
///
/// # Errors
/// [`Failure`].
pub async fn not_found() -> Result<Response, Failure> {
    let page = render(&NotFound { text: Catalogue::french()? })?;
    Ok((StatusCode::NOT_FOUND, page).into_response())
}
