//! The binary: reads the command line, does it, says what went wrong.

use std::process::ExitCode;

use clap::Parser;
use unisson::cli::{Cli, Out};
use unisson::telemetry;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start();
    // Another part of the program may have chosen a provider already; either is good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match cli.run(&mut Out::default()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed; there is nobody left to tell then.
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("unisson: {error}\n"));
            ExitCode::FAILURE
        }
    }
}
