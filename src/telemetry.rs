//! Logs: one JSON line an event on standard error, without personal data.

use tracing_subscriber::EnvFilter;

/// Starts the log; `RUST_LOG` says how much of it, warnings and our own news by default. The library that plays
/// recurrence rules warns of each one without an end in sight: what comes of those is told as an error of ours.
pub fn start() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,unisson=info,rrule=error"));
    let log = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr);
    // Started twice in one process (in tests) the first one stays.
    let _ = log.try_init();
}
