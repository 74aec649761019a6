//! The response type of the back office's pages, and how templates become one.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::web::errors::office_error::OfficeError;
use crate::web::layout::office_layout;

/// What a page of the back office answers.
pub type Answer = Result<Response, OfficeError>;

/// Answers with a page.
///
/// # Errors
/// [`OfficeError::Broken`].
pub fn show(status: StatusCode, page: &impl Template) -> Answer {
    Ok(office_layout::show(status, page)?)
}
