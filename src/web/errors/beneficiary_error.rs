//! Error pages of beneficiaries, in their language, with a link that leads on.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::TerritoryId;

use crate::actions::{ErrorKind, UseCaseError, with_causes};

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
    /// The link opens nothing.
    NoLink,
    /// The link opens nothing any more: it was one of that territory.
    LinkOver(TerritoryId),
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
            Self::Missing | Self::NoLink | Self::LinkOver(_) => StatusCode::NOT_FOUND,
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

impl<E: UseCaseError + 'static> From<E> for BeneficiaryError {
    /// What the page of a beneficiary says; a refusal that the page should have answered itself is a fault of ours.
    fn from(error: E) -> Self {
        match error.kind() {
            ErrorKind::TooManyHolds => Self::TooManyHolds,
            ErrorKind::ReferralClosed => Self::Over,
            ErrorKind::Crowded => {
                tracing::warn!(error = with_causes(&error), "a write lost every race");
                Self::Busy
            }
            ErrorKind::NotFound(_)
            | ErrorKind::WrongMode
            | ErrorKind::EmptyWindow
            | ErrorKind::WrongStart(_)
            | ErrorKind::WrongDocument(_)
            | ErrorKind::Conflict
            | ErrorKind::Taken
            | ErrorKind::Changed
            | ErrorKind::KeyReused
            | ErrorKind::MissingSetting(_)
            | ErrorKind::Database(_)
            | ErrorKind::Fault => {
                tracing::error!(error = with_causes(&error), "the page of a beneficiary could not be shown");
                Self::Broken
            }
        }
    }
}
