//! Webhooks that providers of short messages call: delivery receipts and replies.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::any;

use crate::actions;
use crate::context::Context;
use crate::formats::sms::provider_webhooks::ProviderWebhooks;
use crate::keys::Purpose;
use crate::web::middleware::security_headers;
use crate::web::routes;

/// Most bytes of a request.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// The providers that may call, and the fields of their requests.
#[derive(Clone, Debug)]
struct Providers {
    ctx: Context,
    webhooks: Arc<Vec<(&'static str, ProviderWebhooks)>>,
}

/// The routes that these providers call. The address is the credential: it holds a proof made with the service's key, is
/// given to the provider only, and is not logged.
pub fn router(ctx: Context, webhooks: Vec<(&'static str, ProviderWebhooks)>) -> Router {
    Router::new()
        .route(routes::SMS_CALL, any(receive))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(from_fn(security_headers::guard))
        .with_state(Providers { ctx, webhooks: Arc::new(webhooks) })
}

/// Records the events of a request. It is acknowledged once all of them are stored; otherwise the provider repeats it.
async fn receive(
    State(providers): State<Providers>,
    Path((name, proof)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> StatusCode {
    let known = providers.webhooks.iter().find(|(provider, _)| *provider == name);
    let is_proved = providers
        .ctx
        .links
        .as_ref()
        .is_some_and(|links| links.key.proves(Purpose::ProviderWebhook, name.as_bytes(), &proof));
    let Some((provider, webhooks)) = known.filter(|_| is_proved) else { return StatusCode::NOT_FOUND };
    for event in webhooks.events(provider, query.as_deref().unwrap_or(""), &body) {
        if let Err(error) = actions::record_provider_event(&providers.ctx, &event).await {
            tracing::error!(%error, "an event of an SMS provider could not be recorded");
            return StatusCode::SERVICE_UNAVAILABLE;
        }
    }
    StatusCode::NO_CONTENT
}
