//! The back office: for those who work here, in French.

mod account;
mod accounts;
mod choices;
pub(in crate::web) mod error_page;
mod forgotten_password;
mod home;
mod messages;
mod password;
mod password_link;
mod roles;
mod sessions;
mod sign_in;
mod sso;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::web::State;
use crate::web::errors::office_error::in_words;
use crate::web::middleware::csrf;
use crate::web::middleware::rate_limit;
use crate::web::middleware::rate_limit::Limits;
use crate::web::office_routes::OfficeRoutes;
use crate::web::pages::desk;
use crate::web::routes;

pub use sso::SingleSignOn;

/// Most bytes of a form: far more than any of them holds.
const LARGEST_FORM: usize = 64 * 1024;

/// Every page and form of the back office.
pub fn office_routes() -> OfficeRoutes {
    entrance().and(own()).and(messages_seen()).and(everybodys()).and(desk::office_routes())
}

/// What whoever is not signed in yet may open.
fn entrance() -> OfficeRoutes {
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

/// What is everybody's own.
fn own() -> OfficeRoutes {
    OfficeRoutes::default()
        .get(routes::OFFICE, home::show)
        .get(routes::SESSIONS, sessions::show)
        .post(routes::END_SESSION, sessions::end)
        .get(routes::PASSWORD, password::ask)
        .post(routes::PASSWORD, password::answer)
}

/// What becomes of messages.
fn messages_seen() -> OfficeRoutes {
    OfficeRoutes::default()
        .get(routes::MESSAGES, messages::show)
        .post("/office/messages/{message}/retry", messages::retry)
        .post("/office/messages/{message}/drop", messages::give_up)
}

/// The accounts of others.
fn everybodys() -> OfficeRoutes {
    OfficeRoutes::default()
        .get(routes::ACCOUNTS, accounts::show)
        .post(routes::ACCOUNTS, accounts::add)
        .get(routes::ACCOUNT, account::show)
        .post("/office/accounts/{account}/give", account::give)
        .post("/office/accounts/{account}/take", account::take)
        .post("/office/accounts/{account}/manage", account::manage)
}

/// The same behind the walls they share.
pub fn router(state: &State) -> Router<State> {
    let limits = std::sync::Arc::new(Limits::of_office());
    office_routes()
        .into_router()
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(csrf::layer(state.ctx.links.as_ref()))
        .layer(from_fn(csrf::null_says_nothing))
        .layer(from_fn_with_state((state.clone(), limits), rate_limit::guard))
        .layer(from_fn_with_state(state.clone(), in_words))
}
