//! The back office: pages for members of organisations, in French.

mod account;
mod accounts;
mod answer;
mod choices;
mod forgotten_password;
mod home;
mod messages;
mod password;
mod password_link;
mod roles;
mod sessions;
mod sign_in;
mod sign_in_page;
mod sso;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::web::middleware::csrf;
use crate::web::middleware::office_error_page;
use crate::web::middleware::rate_limit;
use crate::web::middleware::rate_limit::Limits;
use crate::web::office_routes::OfficeRoutes;
use crate::web::pages::desk;
use crate::web::routes;
use crate::web::state::State;

/// Most bytes of a form: far more than any of them holds.
const LARGEST_FORM: usize = 64 * 1024;

/// Every page and form of the back office.
pub fn office_routes() -> OfficeRoutes {
    sign_in_routes().and(own_routes()).and(message_routes()).and(account_routes()).and(desk::office_routes())
}

/// Open to anybody: signing in and out, setting a password.
fn sign_in_routes() -> OfficeRoutes {
    OfficeRoutes::default()
        .get(routes::SIGN_IN, sign_in::ask)
        .post(routes::SIGN_IN, sign_in::answer)
        .post(routes::SIGN_OUT, sign_in::leave)
        .get(routes::SSO, sso::leave)
        .get(routes::SSO_BACK, sso::back)
        .get(routes::PASSWORD_LINK, password_link::ask)
        .post(routes::PASSWORD_LINK, password_link::answer)
        .get(routes::FORGOTTEN, forgotten_password::ask)
        .post(routes::FORGOTTEN, forgotten_password::answer)
}

/// Open to every member: their own sessions and password.
fn own_routes() -> OfficeRoutes {
    OfficeRoutes::default()
        .get(routes::OFFICE, home::show)
        .get(routes::SESSIONS, sessions::show)
        .post(routes::END_SESSION, sessions::end)
        .get(routes::PASSWORD, password::ask)
        .post(routes::PASSWORD, password::answer)
}

/// What became of messages.
fn message_routes() -> OfficeRoutes {
    OfficeRoutes::default()
        .get(routes::MESSAGES, messages::show)
        .post("/office/messages/{message}/retry", messages::retry)
        .post("/office/messages/{message}/drop", messages::give_up)
}

/// Accounts of others.
fn account_routes() -> OfficeRoutes {
    OfficeRoutes::default()
        .get(routes::ACCOUNTS, accounts::show)
        .post(routes::ACCOUNTS, accounts::add)
        .get(routes::ACCOUNT, account::show)
        .post("/office/accounts/{account}/give", account::give)
        .post("/office/accounts/{account}/take", account::take)
        .post("/office/accounts/{account}/manage", account::manage)
}

/// The same, behind the layers they share.
pub fn router(state: &State) -> Router<State> {
    let limits = std::sync::Arc::new(Limits::of_office());
    office_routes()
        .into_router()
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(csrf::layer(state.ctx.links.as_ref()))
        .layer(from_fn(csrf::null_says_nothing))
        .layer(from_fn_with_state((state.clone(), limits), rate_limit::guard))
        .layer(from_fn_with_state(state.clone(), office_error_page::render))
}
