//! Request identifiers, the request log, and request metrics. Only the template of the path is recorded: neither an
//! identifier nor anything a client sent reaches the log or a label.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State as FromState};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

use crate::telemetry::metrics::{Request as Counted, StatusClass};
use crate::telemetry::millis;
use crate::web::routes;
use crate::web::state::State;

/// The header in which every response has the identifier of its request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The route of a path that has no template.
const NO_ROUTE: &str = "none";

/// The identifier that a trusted proxy gave the request.
#[derive(Clone, Debug)]
pub struct GivenRequestId(HeaderValue);

impl GivenRequestId {
    /// The identifier in `value`, when it is well formed: 8 to 64 letters, digits, `-`, `_` and `.`.
    pub fn read(value: &HeaderValue) -> Option<Self> {
        let good = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let bytes = value.as_bytes();
        ((8..=64).contains(&bytes.len()) && bytes.iter().all(good)).then(|| Self(value.clone()))
    }
}

/// Identifies the request, then counts and logs its response.
pub async fn account(FromState(app): FromState<State>, request: Request, next: Next) -> Response {
    let since = Instant::now();
    let id = match request.extensions().get::<GivenRequestId>() {
        Some(GivenRequestId(given)) => given.clone(),
        None => header_value(app.ctx.new_id()),
    };
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let method = method(request.method());
    let span = tracing::info_span!(
        "request",
        request.id = id.to_str().unwrap_or(NO_ROUTE),
        http.method = method,
        http.route = route
    );
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, after) = (response.status().as_u16(), since.elapsed());
    let duration_ms = millis(after);
    let _entered = span.entered();
    // Probes come every few seconds and say nothing new.
    if route == routes::LIVE || route == routes::READY {
        tracing::debug!(http.status = status, duration_ms, "answered");
    } else {
        tracing::info!(http.status = status, duration_ms, "answered");
    }
    app.ctx.metrics.answered(&Counted { route, method, status: StatusClass(status) }, after);
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

#[expect(clippy::expect_used, reason = "the text of a UUID is hexadecimal digits and hyphens")]
fn header_value(id: Uuid) -> HeaderValue {
    HeaderValue::from_str(&id.to_string()).expect("a UUID is a header value")
}

/// The method as a fixed word: clients can invent methods.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use crate::web::middleware::requests::*;

    #[test]
    fn a_given_identifier_is_used_only_when_it_is_well_formed() {
        for good in ["01a209de-b51c-7355", "abcdefgh", "A_b.c-12345"] {
            assert!(GivenRequestId::read(&HeaderValue::from_static(good)).is_some(), "{good}");
        }
        let long = "x".repeat(65);
        for bad in [
            "",
            "short",
            "has blanks inside",
            "name@host.example",
            "a/b/c/d/e/f",
            "{\"a\":\"bcdefg\"}",
            &long,
        ] {
            assert!(GivenRequestId::read(&HeaderValue::from_str(bad).unwrap()).is_none(), "{bad}");
        }
    }
}
