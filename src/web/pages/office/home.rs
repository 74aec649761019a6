//! The first page: the work of the day, by role.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::rights::{Action, Grant};

use crate::store::message_statistics;
use crate::store::message_statistics::Stuck;
use crate::text::{Arg, Key};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::SignedIn;
use crate::web::layout::alarms::alarms;
use crate::web::layout::messages::Wall;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::office::answer::show as show_page;
use crate::web::pages::office::roles;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/office/home.html")]
struct Home {
    layout: OfficeLayout,
    /// True for whoever receives people: they are asked for first.
    searches: bool,
    roles: Vec<String>,
    sessions: &'static str,
    messages: &'static str,
    /// How many messages need a decision; none for members who may not see them.
    stuck: u64,
}

/// Shows it.
///
/// # Errors
/// [`OfficeError`].
pub async fn show(State(app): State<App>, signed_in: SignedIn) -> Result<Response, OfficeError> {
    signed_in.must_here(Action::SeeHome)?;
    let mut layout = signed_in.layout(Some(Tab::Home))?;
    let territory = signed_in.actor.territory;
    let names = roles::Names::read(&app, territory).await?;
    let sees_numbers = signed_in.may_here(Action::SeeDeliveries);
    let sees_messages = signed_in.may_here(Action::SeeMessages);
    if sees_numbers || sees_messages {
        layout.alarms = alarms(&app, territory, Wall { zone: names.zone(), now: app.ctx.now() }).await?;
    }
    // Whoever serves a part of the territory only is not told how much there is of the rest.
    let stuck = if sees_numbers && sees_messages {
        message_statistics::how_many_stuck(app.ctx.db.read(), territory, Stuck::default()).await?
    } else {
        0
    };
    let say = |grant: &Grant| names.say(grant, layout.text);
    let roles = signed_in.actor.grants.iter().map(say).collect::<Result<_, _>>()?;
    let searches = signed_in.may_here(Action::SearchBeneficiaries);
    let page =
        Home { layout, searches, roles, sessions: routes::SESSIONS, messages: routes::MESSAGES, stuck };
    show_page(StatusCode::OK, &page)
}
