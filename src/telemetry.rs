//! Logs: one JSON line an event on standard error, without personal data.

use tracing_subscriber::EnvFilter;

/// Starts the log; `RUST_LOG` says how much of it, warnings and our own news by default.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,unisson=info"));
    let log = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr);
    // Started twice in one process (in tests) the first one stays.
    let _ = log.try_init();
}
