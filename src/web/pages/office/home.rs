//! The first page: who one is here, and where one may go.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::rights::{Action, Grant};

use super::roles;
use crate::text::Key;
use crate::web::State as App;
use crate::web::parts::denied::Denied;
use crate::web::parts::frame::{Frame, Tab, show as show_page};
use crate::web::parts::session::SignedIn;
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/office/home.html")]
struct Home {
    frame: Frame,
    roles: Vec<String>,
    sessions: &'static str,
}

/// Shows it.
///
/// # Errors
/// [`Denied`].
pub async fn show(State(app): State<App>, signed_in: SignedIn) -> Result<Response, Denied> {
    signed_in.must_here(Action::SeeHome)?;
    let frame = signed_in.frame(Some(Tab::Home))?;
    let names = roles::Names::read(&app, signed_in.actor.territory).await?;
    let say = |grant: &Grant| names.say(grant, frame.text);
    let roles = signed_in.actor.grants.iter().map(say).collect::<Result<_, _>>()?;
    show_page(StatusCode::OK, &Home { frame, roles, sessions: routes::SESSIONS })
}
