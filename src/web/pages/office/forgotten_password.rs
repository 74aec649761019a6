//! Asking for a link to set a forgotten password. The answer is the same whether there is an account or not.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::actions::{self, AccountError, AccountFault};
use crate::keys::Purpose;
use crate::text::Key;
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::OfficeForm;
use crate::web::layout::form::{FormFields, FormState};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::pages::office::answer::show;
use crate::web::pages::office::sign_in_page::{
    ClientAddress, browser_secret, territories, territory, with_cookie,
};
use crate::web::state::State as App;
use domain::contact::LONGEST_EMAIL;

/// The field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ForgottenField {
    Email,
}

impl FormFields for ForgottenField {
    const ALL: &'static [Self] = &[Self::Email];

    fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
        }
    }

    fn max_length(self) -> usize {
        LONGEST_EMAIL
    }
}

#[derive(Template)]
#[template(path = "web/pages/office/forgotten_password.html")]
struct Page {
    layout: OfficeLayout,
    form: FormState<ForgottenField>,
    territories: Vec<(String, String, bool)>,
    is_asked: bool,
}

/// Asks for the address.
///
/// # Errors
/// [`OfficeError`].
pub async fn ask(State(app): State<App>, headers: HeaderMap) -> Result<Response, OfficeError> {
    let secret = browser_secret(&app, &headers);
    let page = page(&app, &secret, "").await?;
    with_cookie(&app, &secret, show(StatusCode::OK, &page)?)
}

/// Plans the mail, if there is an account.
///
/// # Errors
/// [`OfficeError`].
pub async fn answer(
    State(app): State<App>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    OfficeForm(form): OfficeForm,
) -> Result<Response, OfficeError> {
    let secret = browser_secret(&app, &headers);
    let mut page = page(&app, &secret, form.one("territory")).await?;
    let asked = match territory(&app, form.one("territory")).await? {
        Some(territory) => {
            actions::request_reset(&app.ctx, territory, form.one("email"), from.as_deref()).await
        }
        None => Ok(()),
    };
    match asked {
        Ok(()) => page.is_asked = true,
        Err(AccountError::Refused(AccountFault::NotAnAddress)) => {
            page.form = form.state();
            page.form.reject(ForgottenField::Email, page.layout.say(Key("account-not-an-address"))?);
        }
        Err(other) => return Err(other.into()),
    }
    let status = if page.is_asked { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show(status, &page)
}

async fn page(app: &App, secret: &str, chosen: &str) -> Result<Page, OfficeError> {
    let links = app.ctx.links.as_ref().ok_or(OfficeError::Broken)?;
    let layout = OfficeLayout::outside(links.key.name(Purpose::Form, secret.as_bytes()))?;
    let territories = territories(app, chosen).await?;
    Ok(Page { layout, form: FormState::default(), territories, is_asked: false })
}
