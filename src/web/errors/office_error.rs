//! Error pages of the back office, with a link that leads on.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::actions::{ErrorKind, UseCaseError, with_causes};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::routes;

/// Why a page of the back office is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfficeError {
    /// Nobody is signed in: they are sent to the sign-in page, and from there to this address.
    SignInFirst(Option<String>),
    /// Nobody is signed in any more, and they sent a form.
    SessionOver,
    /// Their account does not allow it.
    NotAllowed,
    /// There is no such thing, or none that they may know of.
    Missing,
    /// The form belongs to another session than the browser's.
    OtherForm,
    /// The form comes from another site.
    Foreign,
    /// Asked too often.
    TooMany,
    /// Far more was sent than a form holds.
    TooLarge,
    /// So many others are booking that it is better to wait a moment.
    Busy,
    /// It is our fault.
    Broken,
}

impl OfficeError {
    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::SignInFirst(_) => StatusCode::SEE_OTHER,
            Self::SessionOver => StatusCode::UNAUTHORIZED,
            Self::NotAllowed | Self::Foreign => StatusCode::FORBIDDEN,
            Self::Missing => StatusCode::NOT_FOUND,
            Self::OtherForm => StatusCode::CONFLICT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The same of an error that a shared layer gave for beneficiaries.
    #[must_use]
    pub const fn of_beneficiary_error(trouble: BeneficiaryError) -> Self {
        match trouble {
            BeneficiaryError::SessionOver => Self::SessionOver,
            BeneficiaryError::OtherForm => Self::OtherForm,
            BeneficiaryError::Foreign => Self::Foreign,
            BeneficiaryError::TooMany
            | BeneficiaryError::TooManyHolds
            | BeneficiaryError::TooManyNewcomers => Self::TooMany,
            BeneficiaryError::TooLarge => Self::TooLarge,
            BeneficiaryError::Missing
            | BeneficiaryError::NoLink
            | BeneficiaryError::LinkOver(_)
            | BeneficiaryError::Closed
            | BeneficiaryError::Over => Self::Missing,
            BeneficiaryError::Busy => Self::Busy,
            BeneficiaryError::Broken => Self::Broken,
        }
    }
}

impl IntoResponse for OfficeError {
    fn into_response(self) -> Response {
        if let Self::SignInFirst(next) = &self {
            return Redirect::to(&routes::sign_in(next.as_deref())).into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<BeneficiaryError> for OfficeError {
    fn from(trouble: BeneficiaryError) -> Self {
        Self::of_beneficiary_error(trouble)
    }
}

impl<E: UseCaseError + 'static> From<E> for OfficeError {
    /// What a page of the back office says; a refusal that the page should have answered itself is a fault of ours.
    fn from(error: E) -> Self {
        match error.kind() {
            ErrorKind::NotFound(_) => Self::Missing,
            ErrorKind::Crowded => {
                tracing::warn!(error = with_causes(&error), "a write lost every race");
                Self::Busy
            }
            ErrorKind::ReferralClosed
            | ErrorKind::WrongMode
            | ErrorKind::EmptyWindow
            | ErrorKind::WrongStart(_)
            | ErrorKind::WrongDocument(_)
            | ErrorKind::Conflict
            | ErrorKind::Taken
            | ErrorKind::Changed
            | ErrorKind::KeyReused
            | ErrorKind::TooManyHolds
            | ErrorKind::MissingSetting(_)
            | ErrorKind::Database(_)
            | ErrorKind::Fault => {
                tracing::error!(error = with_causes(&error), "a page of the back office could not be shown");
                Self::Broken
            }
        }
    }
}
