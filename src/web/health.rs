//! Liveness and readiness, for load balancers and orchestrators.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use crate::store::diagnostics;
use crate::web::state::State as App;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// The process can do its work: a query reads a row within two seconds, and no background job is broken
/// ([`crate::telemetry::jobs::JobHealth::broken`]: it panicked three times in a row). Jobs that only fail do not count.
pub async fn ready(State(app): State<App>) -> (StatusCode, String) {
    let unavailable = |why: String| (StatusCode::SERVICE_UNAVAILABLE, why);
    match tokio::time::timeout(PATIENCE, diagnostics::probe(&app.ctx.db)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::error!(%error, "the database cannot be read");
            return unavailable("the database cannot be read\n".to_owned());
        }
        Err(_) => {
            tracing::error!(timeout_ms = 2_000, "the database does not answer in time");
            return unavailable("the database does not answer in time\n".to_owned());
        }
    }
    match app.ctx.metrics.jobs.broken().as_slice() {
        [] => (StatusCode::OK, "ok\n".to_owned()),
        broken => unavailable(format!("broken jobs: {}\n", broken.join(", "))),
    }
}
