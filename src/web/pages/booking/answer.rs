//! The response type of beneficiaries' pages, and how templates become one.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::layout::beneficiary_layout::{self, BeneficiaryLayout};

/// What a page of a beneficiary answers.
pub type Answer = Result<Response, BeneficiaryError>;

/// Answers with a page.
///
/// # Errors
/// [`BeneficiaryError::Broken`].
pub fn show(status: StatusCode, layout: &BeneficiaryLayout, page: &impl Template) -> Answer {
    Ok(beneficiary_layout::show(status, layout, page)?)
}
