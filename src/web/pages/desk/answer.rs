//! The response type of the reception desk's pages, and how templates become one.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::store::referral_summaries::Card;
use crate::web::errors::office_error::OfficeError;
use crate::web::layout::{beneficiary_layout, office_layout};
use crate::web::routes;

/// What a page of the desk may load: its style, its scripts, the live updates of the board; nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a page of the reception desk answers.
pub type Answer = Result<Response, OfficeError>;

/// Answers with a page.
///
/// # Errors
/// [`OfficeError::Broken`].
pub fn show(status: StatusCode, page: &impl Template) -> Answer {
    let mut response = office_layout::show(status, page)?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}

/// Sends the browser on, after a form.
pub fn onward(path: &str) -> Response {
    beneficiary_layout::onward(path)
}

/// The address of a beneficiary's card, with a notice of what was done.
pub fn card_with_notice(card: &Card, notice: &str) -> String {
    format!("{}?noted={notice}", routes::desk_person(card.person.id))
}
