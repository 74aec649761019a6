//! For whoever watches the service.

use axum::extract::State;
use axum::http::StatusCode;

use crate::web::state::State as App;

/// The process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// The process can do its work: its database answers.
pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.ctx.db.ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
