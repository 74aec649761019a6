//! Where one is signed in; one's sessions can be ended here.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::rights::{Action, Thing};
use domain::zone;
use uuid::Uuid;

use crate::actions;
use crate::store::account_sessions::{self, Way};
use crate::text::{Arg, Key, dates};
use crate::web::State as App;
use crate::web::parts::denied::Denied;
use crate::web::parts::frame::{Frame, show as show_page};
use crate::web::parts::session::{OfficeForm, SignedIn};
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/office/sessions.html")]
struct Page {
    frame: Frame,
    lines: Vec<Line>,
}

/// One session.
struct Line {
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
/// [`Denied`].
pub async fn show(State(app): State<App>, signed_in: SignedIn) -> Result<Response, Denied> {
    own(&signed_in)?;
    let (territory, account) = (signed_in.actor.territory, signed_in.present.account.id);
    let frame = signed_in.frame(None)?;
    let snapshot =
        app.ctx.pool.snapshot(&app.ctx.db, territory, app.ctx.now()).await?.ok_or(Denied::Missing)?;
    let said = |at: DateTime<Utc>| dates::long(zone::to_local(snapshot.territory.zone, at));
    let all = account_sessions::of_account(app.ctx.db.read(), territory, account, app.ctx.now()).await?;
    let mut lines = Vec::with_capacity(all.len());
    for session in all {
        let way = match session.way {
            Way::Password => Key("sessions-by-password"),
            Way::SingleSignOn => Key("sessions-by-sso"),
        };
        let agent =
            if session.agent.is_empty() { frame.say(Key("sessions-unknown"))? } else { session.agent };
        lines.push(Line {
            id: session.id,
            agent,
            way: frame.say(way)?,
            since: frame.text.get(Key("sessions-since"), &[("at", Arg::from(&said(session.created_at)))])?,
            seen: frame.text.get(Key("sessions-seen"), &[("at", Arg::from(&said(session.seen_at)))])?,
            is_this: session.id == signed_in.present.session.id,
        });
    }
    show_page(StatusCode::OK, &Page { frame, lines })
}

/// Ends one of them, or all but this one.
///
/// # Errors
/// [`Denied`]; [`Denied::Missing`] for a session of somebody else.
pub async fn end(
    State(app): State<App>,
    signed_in: SignedIn,
    OfficeForm(form): OfficeForm,
) -> Result<Response, Denied> {
    own(&signed_in)?;
    let (territory, account) = (signed_in.actor.territory, signed_in.present.account.id);
    if form.has("which", "others") {
        actions::revoke_sessions(&app.ctx, account, Some(signed_in.present.session.id)).await?;
    } else {
        let id: Uuid = form.one("which").parse().map_err(|_| Denied::Missing)?;
        actions::revoke_session(&app.ctx, territory, account, id).await?;
    }
    Ok(Redirect::to(routes::SESSIONS).into_response())
}

/// Goes on: everybody sees to their own account.
///
/// # Errors
/// [`Denied`].
pub(super) fn own(signed_in: &SignedIn) -> Result<(), Denied> {
    let account = &signed_in.present.account;
    let own = Thing::account(account.territory, account.id, account.grants.clone());
    signed_in.must(Action::SeeToOwnAccount, &own)
}
