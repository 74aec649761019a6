//! Tells people who wait of places that became free.

use chrono::{DateTime, Duration, Utc};

use crate::actions;
use crate::context::Context;

/// How often it looks: nobody waits for seconds, and the worker passes here before each message that leaves.
const PAUSE: Duration = Duration::seconds(10);

/// When it last looked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Places {
    looked_at: Option<DateTime<Utc>>,
}

impl Places {
    /// Tells whoever is to be told now, unless it has looked a moment ago. A failure is logged: what was not told stays to
    /// be told.
    pub async fn run(&mut self, ctx: &Context) {
        let now = ctx.now();
        if self.looked_at.is_some_and(|at| now - at < PAUSE) {
            return;
        }
        self.looked_at = Some(now);
        match actions::notify_waitlist(ctx).await {
            Ok(0) => {}
            Ok(written) => {
                tracing::info!(messages = written, "people who wait are told of a place that became free");
            }
            Err(error) => tracing::error!(%error, "places that became free wait for the database"),
        }
    }
}
