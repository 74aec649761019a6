//! Where providers of short messages call us, with receipts and with what people wrote.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::any;

use crate::actions::{self, Error};
use crate::adapters::sms::ProviderEvent;
use crate::adapters::sms::http::provider_webhooks::Callbacks;
use crate::context::Context;
use crate::keys::Purpose;
use crate::web::{middleware, routes};

/// The longest call that is read.
const LONGEST: usize = 256 * 1024;

/// Who may call, and how they do.
#[derive(Clone, Debug)]
struct Callers {
    ctx: Context,
    callbacks: Arc<Vec<(&'static str, Callbacks)>>,
}

/// The addresses at which these providers call. Whoever knows one may bring receipts and answers: it holds a proof made
/// with the service's key, is said to the provider only, and is not written to the log.
pub fn router(ctx: Context, callbacks: Vec<(&'static str, Callbacks)>) -> Router {
    Router::new()
        .route(routes::SMS_CALL, any(call))
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(from_fn(middleware::security_headers::guard))
        .with_state(Callers { ctx, callbacks: Arc::new(callbacks) })
}

/// Writes down what a call tells. The provider is thanked once all of it is written; else it calls again.
async fn call(
    State(callers): State<Callers>,
    Path((name, proof)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> StatusCode {
    let known = callers.callbacks.iter().find(|(provider, _)| *provider == name);
    let proved = callers
        .ctx
        .links
        .as_ref()
        .is_some_and(|links| links.key.proves(Purpose::ProviderWebhook, name.as_bytes(), &proof));
    let Some((provider, callbacks)) = known.filter(|_| proved) else { return StatusCode::NOT_FOUND };
    for heard in callbacks.heard(provider, query.as_deref().unwrap_or_default(), &body) {
        if let Err(error) = write_down(&callers.ctx, &heard).await {
            tracing::error!(%error, "what a provider of short messages brought waits for the database");
            return StatusCode::SERVICE_UNAVAILABLE;
        }
    }
    StatusCode::NO_CONTENT
}

async fn write_down(ctx: &Context, heard: &ProviderEvent) -> Result<(), Error> {
    match heard {
        ProviderEvent::Receipt(receipt) => {
            actions::record_sms_receipt(ctx, receipt.provider, &receipt.reference, receipt.fate).await
        }
        ProviderEvent::Taken(taken) => {
            actions::record_sms_accepted(ctx, taken.message, taken.provider, &taken.reference).await
        }
        ProviderEvent::Said(said) => {
            let name = said.id.as_deref();
            actions::receive_sms(ctx, said.provider, name, &said.from, &said.text).await.map(|_| ())
        }
    }
}
