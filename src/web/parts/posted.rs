//! A form that somebody in a session sent.

use axum::Form;
use axum::extract::{FromRequest, Request};
use domain::nir;

use super::cookie::Cookie;
use super::trouble::Trouble;
use crate::links::Purpose;
use crate::web::State as App;

/// Longest text of any field.
const LONGEST: usize = 300;

/// The fields of a form, which was made for the session that sends it; none by default.
#[derive(Default)]
pub struct Posted(Vec<(String, String)>);

/// Why a text is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Longer than any answer.
    TooLong,
    /// It holds what looks like a social security number, which is never stored.
    Nir,
}

impl Posted {
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

    /// A field that a person wrote freely.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn text(&self, name: &str) -> Result<&str, Refused> {
        free(self.one(name))
    }
}

/// What a person wrote freely, looked through.
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

impl Posted {
    /// The form in a request, which was made for whoever holds `secret`.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn of(request: Request, app: &App, secret: &str) -> Result<Self, Trouble> {
        let links = app.ctx.links.as_ref().ok_or(Trouble::SessionOver)?;
        let form = Form::<Vec<(String, String)>>::from_request(request, app).await;
        let Form(fields) = form.map_err(|refused| {
            if refused.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                Trouble::TooLarge
            } else {
                Trouble::OtherForm
            }
        })?;
        let posted = Self(fields);
        if links.key.proves(Purpose::Form, secret.as_bytes(), posted.one("form")) {
            Ok(posted)
        } else {
            Err(Trouble::OtherForm)
        }
    }

    /// The field called `name`, with the spaces around it: a password is taken as it is.
    #[must_use]
    pub fn whole(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let cookie = Cookie::read(request.headers(), app.ctx.links.as_ref()).ok_or(Trouble::SessionOver)?;
        Self::of(request, app, &cookie.secret).await
    }
}
