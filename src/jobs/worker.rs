//! The background worker of a running service.

use std::time::Duration;

use tokio::sync::watch;

use super::forget::Daily;
use super::send_messages::{self, Mailer};
use crate::ctx::Ctx;

/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_secs(1);
/// How long it rests when the database fails.
const LONG_REST: Duration = Duration::from_secs(10);

/// Sends messages until `stop` says so, and forgets once a day what was kept long enough. What it has begun is finished first.
pub async fn work(ctx: Ctx, mailer: Mailer, mut stop: watch::Receiver<bool>) {
    let mut daily = Daily::default();
    while !*stop.borrow() {
        daily.run(&ctx).await;
        let rest = match send_messages::run(&ctx, &mailer).await {
            Ok(0) => REST,
            Ok(_) => continue,
            Err(error) => {
                tracing::error!(%error, "messages wait for the database");
                LONG_REST
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            // An error means that nobody can say stop any more: the service is gone.
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
