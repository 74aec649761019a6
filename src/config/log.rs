//! Settings of the log.

use clap::Args;

/// What is logged.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "log")]
pub struct LogSettings {
    /// How much is logged, as JSON on standard error, by target (docs/logging.md); never names, addresses or message
    /// texts
    #[arg(
        long,
        env = "RUST_LOG",
        value_name = "FILTER",
        default_value = "warn,unisson=info,rrule=error",
        value_parser = log_filter,
        global = true
    )]
    pub log_filter: String,
}

fn log_filter(text: &str) -> Result<String, String> {
    let read = tracing_subscriber::EnvFilter::builder().parse(text);
    read.map(|_| text.to_owned()).map_err(|error| format!("{error}; write for example `warn,unisson=info`"))
}
