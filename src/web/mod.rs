//! The face of the service: parse, one action or reading, render. Every address stands in `routes`.

mod assets;
mod health;
mod pages;
mod parts;
mod routes;

use std::path::PathBuf;

use axum::Router;
use axum::routing::get;
use tower_http::trace::TraceLayer;

use crate::adapters::mail::Service;
use crate::ctx::Ctx;

pub use pages::territory::Public;
pub use parts::media::{LeftOut, Media};
pub use routes::{HOME, OUTBOX, READY};

/// What the pages need.
#[derive(Clone)]
pub struct State {
    /// The context of every action.
    pub ctx: Ctx,
    /// The mail folder, when mail is kept in one and may be looked at; there is no outbox page otherwise.
    pub mail_folder: Option<PathBuf>,
    /// Who writes mails: calendar files from here and from mails must be one event.
    pub sender: Service,
    /// What the public pages keep.
    pub public: Public,
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
        .merge(pages::territory::router())
        .merge(pages::booking::router(&state));
    if state.mail_folder.is_some() {
        router = router
            .route(routes::OUTBOX, get(pages::outbox::list))
            .route(routes::OUTBOX_MAIL, get(pages::outbox::show))
            .route(routes::OUTBOX_FILE, get(pages::outbox::file));
    }
    router
        .fallback(pages::not_found)
        .layer(axum::middleware::from_fn(parts::headers::guard))
        // Neither addresses with identifiers nor anything a person sent is logged: method and status are enough.
        .layer(TraceLayer::new_for_http().make_span_with(parts::headers::span))
        .with_state(state)
}
