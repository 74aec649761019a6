//! The page on which members change their password.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::password::SHORTEST;

use crate::actions::{self, AccountError, AccountFault};
use crate::text::{Arg, Key};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::{OfficeForm, SignedIn};
use crate::web::layout::form::{FormFields, FormState};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::pages::office::answer::show;
use crate::web::pages::office::password_link::weak_key;
use crate::web::pages::office::sessions::own;
use crate::web::routes;
use crate::web::state::State as App;

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PasswordField {
    Current,
    Password,
    Again,
}

impl FormFields for PasswordField {
    const ALL: &'static [Self] = &[Self::Current, Self::Password, Self::Again];

    fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
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
#[template(path = "web/pages/office/password.html")]
struct Page {
    layout: OfficeLayout,
    form: FormState<PasswordField>,
    email: String,
    rule: String,
    /// Without a password of ours there is none to change: they come in through an identity provider.
    has_password: bool,
}

/// Asks for the current one and a new one.
///
/// # Errors
/// [`OfficeError`].
pub async fn ask(signed_in: SignedIn) -> Result<Response, OfficeError> {
    own(&signed_in)?;
    show(StatusCode::OK, &page(&signed_in, None)?)
}

/// Changes it; every other session ends.
///
/// # Errors
/// [`OfficeError`].
pub async fn answer(
    State(app): State<App>,
    signed_in: SignedIn,
    OfficeForm(form): OfficeForm,
) -> Result<Response, OfficeError> {
    own(&signed_in)?;
    let (account, session) = (&signed_in.present.account, signed_in.present.session.id);
    let (current, new) = (form.whole("current"), form.whole("password"));
    let wrong = if new == form.whole("again") {
        let changed =
            actions::change_password(&app.ctx, account.territory, account.id, session, current, new).await;
        match changed {
            Ok(()) => return Ok(Redirect::to(routes::SESSIONS).into_response()),
            Err(AccountError::Refused(AccountFault::WrongPassword)) => {
                (PasswordField::Current, Key("password-wrong"))
            }
            Err(AccountError::Refused(AccountFault::Weak(weak))) => (PasswordField::Password, weak_key(weak)),
            Err(other) => return Err(other.into()),
        }
    } else {
        (PasswordField::Password, Key("password-differs"))
    };
    show(StatusCode::UNPROCESSABLE_ENTITY, &page(&signed_in, Some(wrong))?)
}

fn page(signed_in: &SignedIn, error: Option<(PasswordField, Key)>) -> Result<Page, OfficeError> {
    let layout = signed_in.layout(None)?;
    let rule = layout.text.get(Key("password-rule"), &[("least", Arg::from(SHORTEST))])?;
    let mut form = FormState::default();
    if let Some((field, key)) = error {
        form.reject(field, layout.say(key)?);
    }
    let account = &signed_in.present.account;
    let (email, has_password) = (account.email.clone(), account.password_hash.is_some());
    Ok(Page { layout, form, email, rule, has_password })
}
