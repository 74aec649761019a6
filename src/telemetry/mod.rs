//! Logs: one JSON line an event on standard error, without personal data.

pub mod metrics;

use tracing_subscriber::EnvFilter;

/// Starts the log; `filter` says how much of it, in the words of `RUST_LOG`.
pub fn start(filter: &str) {
    let filter = EnvFilter::new(filter);
    let log = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr);
    // Started twice in one process (in tests) the first one stays.
    let _ = log.try_init();
}
