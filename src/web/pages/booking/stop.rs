//! The unsubscribe page of reminders by mail; mail programs post to its address (RFC 8058).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header;
use axum::http::request::Parts;
use domain::credentials::{Credential, Token};
use domain::visit::Language;

use crate::actions;
use crate::store::{invitations, referrals};
use crate::text::{Catalogue, Key};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::layout::beneficiary_layout::BeneficiaryLayout;
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/booking/stop.html")]
struct Page {
    layout: BeneficiaryLayout,
    title: String,
    lead: String,
    /// Where the button sends; none once it is done.
    action: Option<(String, String)>,
}

/// `GET /stop/...` changes nothing: scanners fetch the links in mails.
pub async fn ask(State(app): State<App>, Path(path): Path<String>, parts: Parts) -> Answer {
    let token = token(&path)?;
    let layout = layout(&app, &token, &parts).await?;
    let action = (format!("/stop/{}", token.as_str()), layout.say(Key("stop-button"))?);
    let page = Page {
        title: layout.say(Key("stop-title"))?,
        lead: layout.say(Key("stop-lead"))?,
        action: Some(action),
        layout,
    };
    show(StatusCode::OK, &page.layout, &page)
}

/// `POST /stop/...`: the same answer for every link, known or not.
pub async fn stop(State(app): State<App>, Path(path): Path<String>, parts: Parts) -> Answer {
    let token = token(&path)?;
    actions::stop_reminders(&app.ctx, &token).await?;
    let layout = layout(&app, &token, &parts).await?;
    let page = Page {
        title: layout.say(Key("stop-done"))?,
        lead: layout.say(Key("stop-done-line"))?,
        action: None,
        layout,
    };
    show(StatusCode::OK, &page.layout, &page)
}

/// The token of a link.
fn token(path: &str) -> Result<Token, BeneficiaryError> {
    match Credential::parse(path) {
        Some(Credential::Token(token)) => Ok(token),
        _ => Err(BeneficiaryError::NoLink),
    }
}

/// The frame of the page, in the language of the beneficiary when the link is known.
async fn layout(app: &App, token: &Token, parts: &Parts) -> Result<BeneficiaryLayout, BeneficiaryError> {
    let links = app.ctx.links.as_ref().ok_or(BeneficiaryError::NoLink)?;
    let hash = links.lookup_hash(&Credential::Token(token.clone()));
    let db = app.ctx.db.read();
    let mut chosen = None;
    if let Some(invitation) = invitations::by_hash(db, &hash).await?
        && let Some(referral) = referrals::get(db, invitation.territory, invitation.referral).await?
    {
        chosen = Some(referral.language);
    }
    let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let text = Catalogue::negotiate(chosen.as_ref(), accepted, &Language::french())?;
    Ok(BeneficiaryLayout::of_nobody(app, text).await?)
}
