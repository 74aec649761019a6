//! A link that sets a password. Looking at it uses nothing up: mails are read by scanners.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Token;
use domain::password::{SHORTEST, Weak};

use super::sign_in::{browser_secret, with_cookie};
use crate::actions::{self, AccountFault, Error};
use crate::links::{Purpose, password_path};
use crate::text::{Arg, Key};
use crate::web::State as App;
use crate::web::parts::denied::Denied;
use crate::web::parts::frame::{Frame, Wrong, show};
use crate::web::parts::office_cookie;
use crate::web::parts::session::OfficeForm;
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/office/link.html")]
struct Page {
    frame: Frame,
    wrong: Vec<Wrong>,
    action: String,
    email: String,
    rule: String,
}

#[derive(Template)]
#[template(path = "web/pages/office/link_over.html")]
struct Over {
    frame: Frame,
}

/// Asks for a new password.
///
/// # Errors
/// [`Denied`].
pub async fn ask(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    let secret = browser_secret(&app, &headers);
    let response = form(&app, &token, &secret, StatusCode::OK, None).await?;
    with_cookie(&app, &secret, response)
}

/// Sets it, and leads to the door.
///
/// # Errors
/// [`Denied`].
pub async fn answer(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
    OfficeForm(posted): OfficeForm,
) -> Result<Response, Denied> {
    let secret = office_cookie::read(&headers, app.ctx.links.as_ref()).ok_or(Denied::SessionOver)?;
    let Some(parsed) = Token::parse(&token) else { return over() };
    let wrong = if posted.whole("password") == posted.whole("again") {
        match actions::set_password(&app.ctx, &parsed, posted.whole("password")).await {
            Ok(_) => return Ok(Redirect::to(&format!("{}?after=set", routes::SIGN_IN)).into_response()),
            Err(Error::Account(AccountFault::LinkOver)) => return over(),
            Err(Error::Account(AccountFault::Weak(weak))) => weak_key(weak),
            Err(other) => return Err(other.into()),
        }
    } else {
        Key("password-differs")
    };
    form(&app, &token, &secret, StatusCode::UNPROCESSABLE_ENTITY, Some(wrong)).await
}

/// Why a password is not taken.
pub const fn weak_key(weak: Weak) -> Key {
    match weak {
        Weak::TooShort => Key("password-too-short"),
        Weak::TooLong => Key("password-too-long"),
        Weak::TooCommon => Key("password-too-common"),
    }
}

async fn form(
    app: &App,
    token: &str,
    secret: &str,
    status: StatusCode,
    wrong: Option<Key>,
) -> Result<Response, Denied> {
    let links = app.ctx.links.as_ref().ok_or(Denied::Broken)?;
    let Some(token) = Token::parse(token) else { return over() };
    let Some(account) = actions::account_of_link(&app.ctx, &token).await? else { return over() };
    let frame = Frame::outside(links.key.name(Purpose::Form, secret.as_bytes()))?;
    let least = u32::try_from(SHORTEST).unwrap_or(u32::MAX);
    let rule = frame.text.get(Key("password-rule"), &[("least", Arg::Count(least))])?;
    let wrong = wrong.map(|key| frame.say(key)).transpose()?;
    let wrong = wrong.map(|text| Wrong { field: "password", text }).into_iter().collect();
    let action = password_path(&token);
    show(status, &Page { frame, wrong, action, email: account.email, rule })
}

fn over() -> Result<Response, Denied> {
    show(StatusCode::NOT_FOUND, &Over { frame: Frame::outside(String::new())? })
}
