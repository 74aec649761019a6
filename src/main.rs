//! The binary: reads the command line and the settings, runs the command, prints what went wrong.

use std::process::ExitCode;

use unisson::cli::{Cli, CliError, Output};
use unisson::telemetry;

#[tokio::main]
async fn main() -> ExitCode {
    // Fails when a provider is installed already, which is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // On the heap: it holds the futures of every command.
    match Box::pin(run()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed; the error cannot be printed then.
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("unisson: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), CliError> {
    let cli = Cli::read()?;
    telemetry::start(cli.log_filter());
    // On the heap: the largest command is too large for the future of all of them.
    Box::pin(cli.run(&mut Output::default())).await
}
