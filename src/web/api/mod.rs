//! The JSON face for partner systems: `/v1`, described by `/v1/openapi.json`.

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
mod problem;
mod referrals;
mod territory;
pub mod token;
mod vocabulary;
mod waiting_time;

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use domain::ids::TerritoryId;
use tower_http::timeout::TimeoutLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use self::calendars::{TakenOver, take_over};
use self::problem::{Problem, ProblemType};
use super::State;
use super::routes as addresses;
use crate::formats::calendars::MAX_BYTES;
use crate::web::middleware::per_minute::PerMinute;

/// How long a call may take. The longest wait is for a crowd's turn at one start.
const PATIENCE: Duration = Duration::from_secs(30);
/// Calls without a good token that one address may make, each minute.
const STRANGERS: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// What the API needs beside the context. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Api {
    /// The keys of tokens; every call is refused without.
    pub keys: Option<token::Keys>,
    /// Calls of each client of each territory.
    callers: PerMinute<(TerritoryId, String)>,
    /// Calls without a good token, by address.
    strangers: PerMinute<IpAddr>,
}

impl Api {
    /// Keys of tokens, and how many calls each client may make a minute.
    #[must_use]
    pub fn new(keys: Option<token::Keys>, calls_per_minute: NonZeroU32) -> Self {
        Self { keys, callers: PerMinute::new(calls_per_minute), strangers: PerMinute::new(STRANGERS) }
    }
}

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
    let document = serde_json::to_string_pretty(&document).unwrap_or_default();
    let document = axum::body::Bytes::from(document);
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
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
}

/// There is no such address under `/v1`.
pub async fn not_found() -> Problem {
    Problem::new(ProblemType::NotFound, "there is no such address: see /v1/openapi.json")
}
