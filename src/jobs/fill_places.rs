//! Tells people who wait of places that became free.

use crate::actions;
use crate::ctx::Ctx;

/// Tells whoever is to be told now. A failure is logged: what was not told stays to be told.
pub async fn run(ctx: &Ctx) {
    match actions::fill_places(ctx).await {
        Ok(0) => {}
        Ok(written) => {
            tracing::info!(messages = written, "people who wait are told of a place that became free");
        }
        Err(error) => tracing::error!(%error, "places that became free wait for the database"),
    }
}
