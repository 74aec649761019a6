//! The back office: for those who work here, in French.

mod account;
mod accounts;
mod choices;
mod denied;
mod forgotten;
mod home;
mod link;
mod messages;
mod password;
mod roles;
mod sessions;
mod sign_in;
mod sso;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::web::State;
use crate::web::pages::desk;
use crate::web::parts::csrf;
use crate::web::parts::denied::in_words;
use crate::web::parts::doors::Doors;
use crate::web::parts::limits::{self, Limits};
use crate::web::routes;

pub use denied::denied;
pub use sso::SingleSignOn;

/// Most bytes of a form: far more than any of them holds.
const LARGEST_FORM: usize = 64 * 1024;

/// Every page and form of the back office.
pub fn doors() -> Doors {
    entrance().and(own()).and(messages_seen()).and(everybodys()).and(desk::doors())
}

/// What whoever is not signed in yet may open.
fn entrance() -> Doors {
    Doors::default()
        .get(routes::SIGN_IN, sign_in::ask)
        .post(routes::SIGN_IN, sign_in::answer)
        .post(routes::SIGN_OUT, sign_in::leave)
        .get(routes::SSO, sso::leave)
        .get(routes::SSO_BACK, sso::back)
        .get(routes::PASSWORD_LINK, link::ask)
        .post(routes::PASSWORD_LINK, link::answer)
        .get(routes::FORGOTTEN, forgotten::ask)
        .post(routes::FORGOTTEN, forgotten::answer)
}

/// What is everybody's own.
fn own() -> Doors {
    Doors::default()
        .get(routes::OFFICE, home::show)
        .get(routes::SESSIONS, sessions::show)
        .post(routes::END_SESSION, sessions::end)
        .get(routes::PASSWORD, password::ask)
        .post(routes::PASSWORD, password::answer)
}

/// What becomes of messages.
fn messages_seen() -> Doors {
    Doors::default()
        .get(routes::MESSAGES, messages::show)
        .post("/office/messages/{message}/retry", messages::retry)
        .post("/office/messages/{message}/drop", messages::give_up)
}

/// The accounts of others.
fn everybodys() -> Doors {
    Doors::default()
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
    doors()
        .into_router()
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(csrf::layer(state.ctx.links.as_ref()))
        .layer(from_fn(csrf::null_says_nothing))
        .layer(from_fn_with_state((state.clone(), limits), limits::guard))
        .layer(from_fn_with_state(state.clone(), in_words))
}
