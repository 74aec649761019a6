//! What stands before the routes of a running service: names given by a trusted proxy, and the way out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use crate::web::middleware::requests::Named;
use crate::web::routes;

/// Whether the service is about to stop. Cheap to clone: all clones know it together.
#[derive(Clone, Debug, Default)]
pub struct Drain(Arc<AtomicBool>);

impl Drain {
    /// From now on the service is not ready, and asks its clients to connect anew elsewhere.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Clone, Debug)]
struct Front {
    leaving: Drain,
    id_header: Option<HeaderName>,
}

/// `router` behind its front; `id_header` is the one in which a proxy of ours names each request.
pub fn with_drain(router: Router, leaving: Drain, id_header: Option<HeaderName>) -> Router {
    router.layer(from_fn_with_state(Front { leaving, id_header }, pass))
}

async fn pass(State(front): State<Front>, mut request: Request, next: Next) -> Response {
    let given = front.id_header.as_ref().and_then(|header| request.headers().get(header));
    if let Some(named) = given.and_then(Named::read) {
        request.extensions_mut().insert(named);
    }
    if !front.leaving.has_begun() {
        return next.run(request).await;
    }
    let mut response = if request.uri().path() == routes::READY {
        (StatusCode::SERVICE_UNAVAILABLE, "leaving\n").into_response()
    } else {
        next.run(request).await
    };
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
