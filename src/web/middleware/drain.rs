//! Outermost middleware: request identifiers of a trusted proxy, draining on shutdown.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use crate::web::middleware::requests::GivenRequestId;
use crate::web::routes;

/// Whether the service is about to stop. Cheap to clone: all clones share it.
#[derive(Clone, Debug, Default)]
pub struct Drain(Arc<AtomicBool>);

impl Drain {
    /// From now on the service is not ready, and asks its clients to close their connections.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Clone, Debug)]
struct Outermost {
    drain: Drain,
    id_header: Option<HeaderName>,
}

/// `router` with draining; `id_header` is the header in which a trusted proxy identifies each request.
pub fn with_drain(router: Router, drain: Drain, id_header: Option<HeaderName>) -> Router {
    router.layer(from_fn_with_state(Outermost { drain, id_header }, pass))
}

async fn pass(State(outermost): State<Outermost>, mut request: Request, next: Next) -> Response {
    let given = outermost.id_header.as_ref().and_then(|header| request.headers().get(header));
    if let Some(id) = given.and_then(GivenRequestId::read) {
        request.extensions_mut().insert(id);
    }
    if !outermost.drain.has_begun() {
        return next.run(request).await;
    }
    let mut response = if request.uri().path() == routes::READY {
        (StatusCode::SERVICE_UNAVAILABLE, "draining\n").into_response()
    } else {
        next.run(request).await
    };
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
