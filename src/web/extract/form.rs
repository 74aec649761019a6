//! A form that was sent, as its fields.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, Request};
use domain::nir;

use crate::keys::Purpose;
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_cookie::Cookie;
use crate::web::layout::form::{FormFields, FormState};
use crate::web::state::State as App;

/// Longest text of any field.
const LONGEST: usize = 300;

/// The fields of a form, which was made for the session that sends it; none by default.
#[derive(Default)]
pub struct PostedForm(Vec<(String, String)>);

/// Why a text is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Longer than any answer.
    TooLong,
    /// It holds what looks like a social security number, which is never stored.
    Nir,
}

impl PostedForm {
    /// The field called `name`, without spaces around it; empty when there is none.
    #[must_use]
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// True when the box called `name` is ticked with `value`.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(known, found)| known == name && found == value)
    }

    /// The values of a page's fields, to be shown again: nothing of what must never be kept, not even in a page.
    #[must_use]
    pub fn state<F: FormFields>(&self) -> FormState<F> {
        F::ALL.iter().fold(FormState::default(), |state, field| {
            let value = self.one(field.name());
            if nir::holds_nir(value) { state } else { state.with(*field, value) }
        })
    }

    /// A field of free text.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn text(&self, name: &str) -> Result<&str, Refused> {
        free(self.one(name))
    }
}

/// A free text, checked.
///
/// # Errors
/// [`Refused`].
pub fn free(text: &str) -> Result<&str, Refused> {
    if text.chars().count() > LONGEST {
        Err(Refused::TooLong)
    } else if nir::holds_nir(text) {
        Err(Refused::Nir)
    } else {
        Ok(text)
    }
}

impl PostedForm {
    /// The form in a request, which must be made for the holder of `secret`.
    ///
    /// # Errors
    /// [`BeneficiaryError`].
    pub async fn of(request: Request, app: &App, secret: &str) -> Result<Self, BeneficiaryError> {
        let links = app.ctx.links.as_ref().ok_or(BeneficiaryError::SessionOver)?;
        let form = Form::<Vec<(String, String)>>::from_request(request, app).await;
        let Form(fields) = form.map_err(|refused| {
            if refused.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                BeneficiaryError::TooLarge
            } else {
                BeneficiaryError::OtherForm
            }
        })?;
        let posted = Self(fields);
        if links.key.proves(Purpose::Form, secret.as_bytes(), posted.one("form")) {
            Ok(posted)
        } else {
            Err(BeneficiaryError::OtherForm)
        }
    }

    /// The field called `name`, with the spaces around it: a password is taken as it is.
    #[must_use]
    pub fn whole(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// A form sent without a session: nothing proves the browser that sends it.
pub struct OpenForm(pub PostedForm);

impl FromRequest<App> for OpenForm {
    type Rejection = FormRejection;

    async fn from_request(request: Request, app: &App) -> Result<Self, FormRejection> {
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, app).await?;
        Ok(Self(PostedForm(fields)))
    }
}

impl FromRequest<App> for PostedForm {
    type Rejection = BeneficiaryError;

    async fn from_request(request: Request, app: &App) -> Result<Self, BeneficiaryError> {
        let cookie =
            Cookie::read(request.headers(), app.ctx.links.as_ref()).ok_or(BeneficiaryError::SessionOver)?;
        Self::of(request, app, &cookie.secret).await
    }
}
