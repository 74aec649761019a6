//! Outgoing HTTP requests, each in a span.

use std::time::Instant;

use reqwest::{RequestBuilder, Response};
use tracing::Instrument;

use crate::telemetry::millis;

/// Sends `request` in a span with its host and method. Path, query and headers may hold secrets and are not recorded.
///
/// # Errors
/// As [`RequestBuilder::send`].
pub async fn send(request: RequestBuilder) -> reqwest::Result<Response> {
    let (client, request) = request.build_split();
    let request = request?;
    let host = request.url().host_str().unwrap_or("none").to_owned();
    let span = tracing::info_span!("http_out", http.host = host, http.method = request.method().as_str());
    let since = Instant::now();
    let answer = client.execute(request).instrument(span.clone()).await;
    let _entered = span.entered();
    let duration_ms = millis(since.elapsed());
    if let Ok(response) = &answer {
        let status = response.status().as_u16();
        tracing::debug!(http.status = status, duration_ms, "an outgoing request was answered");
    } else {
        tracing::debug!(duration_ms, "an outgoing request was not answered");
    }
    answer
}
