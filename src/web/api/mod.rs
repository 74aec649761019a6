//! The JSON API for partner systems: `/v1`, described by `/v1/openapi.json`.

mod absences;
mod appointments;
mod availability;
mod body;
mod calendars;
mod caller;
mod document;
mod hold_token;
mod holds;
mod idempotency_key;
mod keys;
mod offer_view;
mod problem;
mod referrals;
mod territory;
pub mod token;
mod vocabulary;
mod waiting_time;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use tower_http::timeout::TimeoutLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::calendars::{TakenOver, take_over};
use self::problem::{Problem, ProblemType};
use crate::formats::calendars::MAX_BYTES;
use crate::web::routes as addresses;
pub use crate::web::state::Api;
use crate::web::state::State;

/// How long a request may take. The longest wait is for a turn when many book the same start.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
fn described() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(document::head())
        .routes(routes!(availability::search))
        .routes(routes!(holds::create))
        .routes(routes!(holds::release))
        .routes(routes!(holds::extend))
        .routes(routes!(appointments::list, appointments::create))
        .routes(routes!(appointments::read, appointments::change))
        .routes(routes!(appointments::cancel))
        .routes(routes!(appointments::outcome))
        .routes(routes!(referrals::read))
        .routes(routes!(referrals::close))
        .routes(routes!(absences::declare))
        .routes(routes!(waiting_time::read))
        .merge(with_larger_bodies())
}

/// Calendars and whole territories are larger than other bodies.
fn with_larger_bodies() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(territory::read, territory::change))
        .routes(routes!(referrals::import_referrals))
        .routes(routes!(calendars::put))
        .layer(DefaultBodyLimit::max(MAX_BYTES))
}

/// Everything under `/v1`.
pub fn router(state: &State) -> Router<State> {
    let (routes, mut document) = described().split_for_parts();
    document::finish(&mut document);
    let document = axum::body::Bytes::from(printed(&document));
    let show = move || {
        let document = document.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], document).into_response() }
    };
    routes
        .layer(axum::middleware::from_fn_with_state(state.clone(), caller::authenticate))
        .route(addresses::OPENAPI, get(show))
        .method_not_allowed_fallback(|| async {
            Problem::new(ProblemType::MethodNotAllowed, "see the Allow header")
        })
        .layer(DefaultBodyLimit::max(body::MOST_JSON_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
}

/// The document as JSON.
fn printed(document: &utoipa::openapi::OpenApi) -> String {
    #[expect(
        clippy::expect_used,
        reason = "it is made of texts, numbers and lists, and of maps keyed by texts"
    )]
    serde_json::to_string_pretty(document).expect("the OpenAPI document is plain JSON")
}

/// There is no such address under `/v1`.
pub async fn not_found() -> Problem {
    Problem::new(ProblemType::NotFound, "there is no such address: see /v1/openapi.json")
}
