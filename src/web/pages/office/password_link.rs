//! A link that sets a password. A GET does not use it up: scanners fetch the links in mails.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::credentials::Token;
use domain::password::{SHORTEST, WeakPassword};

use crate::actions::{self, AccountError, AccountFault};
use crate::keys::{Purpose, password_path};
use crate::text::{Arg, Key};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_cookie;
use crate::web::extract::office_session::OfficeForm;
use crate::web::layout::form::{FormFields, FormState};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::pages::office::answer::show;
use crate::web::pages::office::sign_in_page::{browser_secret, with_cookie};
use crate::web::routes;
use crate::web::state::State as App;

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NewPasswordField {
    Password,
    Again,
}

impl FormFields for NewPasswordField {
    const ALL: &'static [Self] = &[Self::Password, Self::Again];

    fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Again => "again",
        }
    }

    fn is_secret(self) -> bool {
        true
    }

    fn has_hint(self) -> bool {
        self == Self::Password
    }
}

#[derive(Template)]
#[template(path = "web/pages/office/password_link.html")]
struct Page {
    layout: OfficeLayout,
    form: FormState<NewPasswordField>,
    action: String,
    email: String,
    rule: String,
}

#[derive(Template)]
#[template(path = "web/pages/office/password_link_expired.html")]
struct Over {
    layout: OfficeLayout,
}

/// Asks for a new password.
///
/// # Errors
/// [`OfficeError`].
pub async fn ask(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, OfficeError> {
    let secret = browser_secret(&app, &headers);
    let response = page(&app, &token, &secret, StatusCode::OK, None).await?;
    with_cookie(&app, &secret, response)
}

/// Sets it, and leads to the sign-in page.
///
/// # Errors
/// [`OfficeError`].
pub async fn answer(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
    OfficeForm(posted): OfficeForm,
) -> Result<Response, OfficeError> {
    let secret = office_cookie::read(&headers, app.ctx.links.as_ref()).ok_or(OfficeError::SessionOver)?;
    let Some(parsed) = Token::parse(&token) else { return over() };
    let wrong = if posted.whole("password") == posted.whole("again") {
        match actions::set_password(&app.ctx, &parsed, posted.whole("password")).await {
            Ok(_) => return Ok(Redirect::to(&format!("{}?after=set", routes::SIGN_IN)).into_response()),
            Err(AccountError::Refused(AccountFault::LinkOver)) => return over(),
            Err(AccountError::Refused(AccountFault::Weak(weak))) => weak_key(weak),
            Err(other) => return Err(other.into()),
        }
    } else {
        Key("password-differs")
    };
    page(&app, &token, &secret, StatusCode::UNPROCESSABLE_ENTITY, Some(wrong)).await
}

/// Why a password is not taken.
pub const fn weak_key(weak: WeakPassword) -> Key {
    match weak {
        WeakPassword::TooShort => Key("password-too-short"),
        WeakPassword::TooLong => Key("password-too-long"),
        WeakPassword::TooCommon => Key("password-too-common"),
    }
}

async fn page(
    app: &App,
    token: &str,
    secret: &str,
    status: StatusCode,
    error: Option<Key>,
) -> Result<Response, OfficeError> {
    let links = app.ctx.links.as_ref().ok_or(OfficeError::Broken)?;
    let Some(token) = Token::parse(token) else { return over() };
    let Some(account) = actions::account_of_link(&app.ctx, &token).await? else { return over() };
    let layout = OfficeLayout::outside(links.key.name(Purpose::Form, secret.as_bytes()))?;
    let rule = layout.text.get(Key("password-rule"), &[("least", Arg::from(SHORTEST))])?;
    let mut form = FormState::default();
    if let Some(key) = error {
        form.reject(NewPasswordField::Password, layout.say(key)?);
    }
    let action = password_path(&token);
    show(status, &Page { layout, form, action, email: account.email, rule })
}

fn over() -> Result<Response, OfficeError> {
    show(StatusCode::NOT_FOUND, &Over { layout: OfficeLayout::outside(String::new())? })
}
