//! The face of the service: parse, one action or reading, render. Every address stands in `routes`.

pub mod api;
mod assets;
pub mod errors;
pub mod extract;
mod health;
pub mod layout;
pub mod metrics;
pub mod middleware;
pub mod office_routes;
mod pages;
mod routes;
pub mod sms_provider_webhooks;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};

use crate::context::Context;
use crate::formats::email::Service;

pub use layout::media::{LeftOut, Media};
pub use middleware::drain::{Drain, with_drain};
pub use pages::office::SingleSignOn;
pub use pages::territory::Public;
pub use routes::{AFTER_SIGN_OUT, HOME, METRICS, OUTBOX, READY, SIGN_IN, SSO_BACK, TERRITORY};

/// Every method and template of an address of the back office: what proves who may open what reads it.
#[must_use]
pub fn office_routes() -> Vec<(axum::http::Method, &'static str)> {
    pages::office::office_routes().list()
}

/// What the pages need.
#[derive(Clone)]
pub struct State {
    /// The context of every action.
    pub ctx: Context,
    /// The mail folder, when mail is kept in one and may be looked at; there is no outbox page otherwise.
    pub mail_folder: Option<PathBuf>,
    /// What the API needs.
    pub api: api::Api,
    /// Who writes mails: calendar files from here and from mails must be one event.
    pub sender: Service,
    /// What the public pages keep.
    pub public: Public,
    /// What one short message costs, in ten-thousandths of a euro, when that is known.
    pub sms_price: Option<u32>,
    /// The identity provider by which those who work here may sign in, when there is one.
    pub sso: Option<Arc<SingleSignOn>>,
}

/// The pages that anybody may open, with the walls they share.
fn for_everybody(state: &State) -> Router<State> {
    let limits = Arc::new(middleware::rate_limit::Limits::default());
    Router::new()
        .merge(pages::territory::router())
        .merge(pages::booking::router(state))
        .merge(pages::desk::tablet())
        .layer(from_fn_with_state((state.clone(), limits), middleware::rate_limit::guard))
        .layer(from_fn_with_state(state.clone(), errors::beneficiary_error::in_words))
}

/// The whole service.
pub fn router(state: State) -> Router {
    let mut router = Router::new()
        .route(routes::HOME, get(pages::home::show))
        .route(routes::LIVE, get(health::live))
        .route(routes::READY, get(health::ready))
        .route(routes::STYLE, get(assets::style))
        .route(routes::ICON, get(assets::icon))
        .route(routes::PERSON_SCRIPT, get(assets::person_script))
        .route(routes::OFFICE_STYLE, get(assets::office_style))
        .route(routes::DESK_SCRIPT, get(assets::desk_script))
        .merge(for_everybody(&state))
        .merge(pages::office::router(&state));
    if state.mail_folder.is_some() {
        router = router
            .route(routes::OUTBOX, get(pages::outbox::list))
            .route(routes::OUTBOX_MAIL, get(pages::outbox::show))
            .route(routes::OUTBOX_FILE, get(pages::outbox::file));
    }
    router
        .merge(api::router(&state))
        .route(routes::API_REST, any(api::not_found))
        .fallback(pages::not_found)
        .layer(from_fn(middleware::security_headers::guard))
        .layer(from_fn_with_state(state.clone(), middleware::requests::account))
        .with_state(state)
}
