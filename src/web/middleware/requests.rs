//! Each request: its name, its line in the log, its place in the numbers. Only the template of the address is written
//! down, so neither an identifier nor anything a person sent can reach the log or a label.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State as FromState};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::telemetry::metrics::{Request as Counted, StatusClass};
use crate::web::routes;
use crate::web::state::State;

/// The header in which every answer bears the name of its request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// What stands for the template of an address that has none.
const NO_ROUTE: &str = "none";

/// The name a trusted proxy gave the request.
#[derive(Clone, Debug)]
pub struct Named(HeaderValue);

impl Named {
    /// The name in `value`, when it is well formed: 8 to 64 letters, digits, `-`, `_` and `.`.
    pub fn read(value: &HeaderValue) -> Option<Self> {
        let good = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let bytes = value.as_bytes();
        ((8..=64).contains(&bytes.len()) && bytes.iter().all(good)).then(|| Self(value.clone()))
    }
}

/// Names the request, has it answered, counts and logs the answer.
pub async fn account(FromState(app): FromState<State>, request: Request, next: Next) -> Response {
    let since = Instant::now();
    let id = match request.extensions().get::<Named>() {
        Some(Named(given)) => given.clone(),
        None => {
            HeaderValue::from_str(&app.ctx.new_id().to_string()).unwrap_or(HeaderValue::from_static("none"))
        }
    };
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let method = method(request.method());
    let named = id.to_str().unwrap_or_default();
    let span = tracing::info_span!("request", request.id = named, http.method = method, http.route = route);
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, after) = (response.status().as_u16(), since.elapsed());
    let ms = after.as_secs_f64() * 1000.0;
    let _entered = span.entered();
    // Probes come every few seconds and say nothing new.
    if route == routes::LIVE || route == routes::READY {
        tracing::debug!(http.status = status, ms, "answered");
    } else {
        tracing::info!(http.status = status, ms, "answered");
    }
    app.ctx.metrics.answered(&Counted { route, method, status: StatusClass(status) }, after);
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The method as a word of the program: anybody can send a method of their own invention.
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
    fn a_name_is_taken_over_only_when_it_is_well_formed() {
        for good in ["01a209de-b51c-7355", "abcdefgh", "A_b.c-12345"] {
            assert!(Named::read(&HeaderValue::from_static(good)).is_some(), "{good}");
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
            assert!(Named::read(&HeaderValue::from_str(bad).unwrap()).is_none(), "{bad}");
        }
    }
}
