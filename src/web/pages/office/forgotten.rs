//! Whoever forgot their password asks for a link. The answer is the same whether there is an account or not.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::sign_in::{From, browser_secret, territories, territory, with_cookie};
use crate::actions::{self, AccountFault, Error};
use crate::links::Purpose;
use crate::text::Key;
use crate::web::State as App;
use crate::web::parts::denied::Denied;
use crate::web::parts::frame::{Frame, Wrong, show};
use crate::web::parts::session::OfficeForm;

#[derive(Template)]
#[template(path = "web/pages/office/forgotten.html")]
struct Page {
    frame: Frame,
    wrong: Vec<Wrong>,
    territories: Vec<(String, String, bool)>,
    email: String,
    is_asked: bool,
}

/// Asks for the address.
///
/// # Errors
/// [`Denied`].
pub async fn ask(State(app): State<App>, headers: HeaderMap) -> Result<Response, Denied> {
    let secret = browser_secret(&app, &headers);
    let page = page(&app, &secret, "").await?;
    with_cookie(&app, &secret, show(StatusCode::OK, &page)?)
}

/// Plans the mail, if there is an account.
///
/// # Errors
/// [`Denied`].
pub async fn answer(
    State(app): State<App>,
    From(from): From,
    headers: HeaderMap,
    OfficeForm(form): OfficeForm,
) -> Result<Response, Denied> {
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
        Err(Error::Account(AccountFault::NotAnAddress)) => {
            let text = page.frame.say(Key("account-not-an-address"))?;
            page.wrong = vec![Wrong { field: "email", text }];
            page.email = form.one("email").chars().take(domain::contact::LONGEST_EMAIL).collect();
        }
        Err(other) => return Err(other.into()),
    }
    let status = if page.is_asked { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show(status, &page)
}

async fn page(app: &App, secret: &str, chosen: &str) -> Result<Page, Denied> {
    let links = app.ctx.links.as_ref().ok_or(Denied::Broken)?;
    let frame = Frame::outside(links.key.name(Purpose::Form, secret.as_bytes()))?;
    let territories = territories(app, chosen).await?;
    Ok(Page { frame, wrong: Vec::new(), territories, email: String::new(), is_asked: false })
}
