//! Logs and metrics, without personal data. `docs/logging.md` lists the fields of log lines.

pub mod http;
pub mod jobs;
pub mod metrics;

use std::time::Duration;

use tracing_subscriber::EnvFilter;

/// Starts the log: one JSON line per event on standard error. `filter` is in the syntax of `RUST_LOG`.
pub fn start(filter: &str) {
    let filter = EnvFilter::new(filter);
    let log = tracing_subscriber::fmt()
        .json()
        // The list of spans has the current one as its last.
        .with_current_span(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Started twice in one process (in tests) the first one stays.
    if log.try_init().is_ok() {
        log_panics();
    }
}

/// Whole milliseconds, as durations are logged.
#[must_use]
pub fn millis(duration: Duration) -> u64 {
    duration.as_secs().saturating_mul(1000).saturating_add(duration.subsec_millis().into())
}

/// Logs panics as events like any other, by their place only: their text may hold personal data.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let (file, line) = panic.location().map_or(("unknown", 0), |place| (place.file(), place.line()));
        tracing::error!(code.file = file, code.line = line, "panic");
    }));
}
