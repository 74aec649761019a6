//! All routes of the service in one router.

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};

use crate::web::layout::page::not_found;
use crate::web::state::State;
use crate::web::{api, assets, health, middleware, pages, routes};

/// Every method and path template of the back office; the test of the access matrix reads this list.
#[must_use]
pub fn office_routes() -> Vec<(Method, &'static str)> {
    pages::office::office_routes().list()
}

/// The pages that anybody may open, behind the layers they share.
fn public_pages(state: &State) -> Router<State> {
    let limits = Arc::new(middleware::rate_limit::Limits::default());
    Router::new()
        .merge(pages::territory::router())
        .merge(pages::booking::router(state))
        .merge(pages::desk::tablet())
        .layer(from_fn_with_state((state.clone(), limits), middleware::rate_limit::guard))
        .layer(from_fn_with_state(state.clone(), middleware::beneficiary_error_page::render))
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
        .merge(public_pages(&state))
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
        .fallback(not_found)
        .layer(from_fn(middleware::security_headers::guard))
        .layer(from_fn_with_state(state.clone(), middleware::requests::account))
        .with_state(state)
}
