//! The member's open sessions, and ending them.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::rights::{AccessTarget, Action};
use domain::zone;
use uuid::Uuid;

use crate::actions;
use crate::store::account_sessions::{self, SignInMethod};
use crate::text::{Arg, Key, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::{OfficeForm, SignedIn};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::pages::office::answer::show as show_page;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/office/sessions.html")]
struct Page {
    layout: OfficeLayout,
    lines: Vec<SessionLine>,
}

/// One session.
struct SessionLine {
    id: Uuid,
    agent: String,
    way: String,
    since: String,
    seen: String,
    is_this: bool,
}

/// Lists them.
///
/// # Errors
/// [`OfficeError`].
pub async fn show(State(app): State<App>, signed_in: SignedIn) -> Result<Response, OfficeError> {
    own(&signed_in)?;
    let (territory, account) = (signed_in.actor.territory, signed_in.present.account.id);
    let layout = signed_in.layout(None)?;
    let snapshot =
        app.ctx.agendas.snapshot(&app.ctx.db, territory, app.ctx.now()).await?.ok_or(OfficeError::Missing)?;
    let said = |at: DateTime<Utc>| dates::long(zone::to_local(snapshot.territory.zone, at));
    let all = account_sessions::of_account(app.ctx.db.read(), territory, account, app.ctx.now()).await?;
    let mut lines = Vec::with_capacity(all.len());
    for session in all {
        let way = match session.way {
            SignInMethod::Password => Key("sessions-by-password"),
            SignInMethod::SingleSignOn => Key("sessions-by-sso"),
        };
        let agent =
            if session.agent.is_empty() { layout.say(Key("sessions-unknown"))? } else { session.agent };
        lines.push(SessionLine {
            id: session.id,
            agent,
            way: layout.say(way)?,
            since: layout.text.get(Key("sessions-since"), &[("at", Arg::from(&said(session.created_at)))])?,
            seen: layout.text.get(Key("sessions-seen"), &[("at", Arg::from(&said(session.seen_at)))])?,
            is_this: session.id == signed_in.present.session.id,
        });
    }
    show_page(StatusCode::OK, &Page { layout, lines })
}

/// Ends one of them, or all but this one.
///
/// # Errors
/// [`OfficeError`]; [`OfficeError::Missing`] for a session of another member.
pub async fn end(
    State(app): State<App>,
    signed_in: SignedIn,
    OfficeForm(form): OfficeForm,
) -> Result<Response, OfficeError> {
    own(&signed_in)?;
    let (territory, account) = (signed_in.actor.territory, signed_in.present.account.id);
    if form.has("which", "others") {
        actions::revoke_sessions(&app.ctx, account, Some(signed_in.present.session.id)).await?;
    } else {
        let id: Uuid = form.one("which").parse().map_err(|_| OfficeError::Missing)?;
        actions::revoke_session(&app.ctx, territory, account, id).await?;
    }
    Ok(Redirect::to(routes::SESSIONS).into_response())
}

/// Goes on: everybody sees to their own account.
///
/// # Errors
/// [`OfficeError`].
pub(super) fn own(signed_in: &SignedIn) -> Result<(), OfficeError> {
    let account = &signed_in.present.account;
    let own = AccessTarget::account(account.territory, account.id, account.grants.clone());
    signed_in.must(Action::ManageOwnAccount, &own)
}
