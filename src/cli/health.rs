//! `unisson health`: for container health checks, without another tool in the image.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use clap::Args;

use super::error::CliError;
use crate::cli::output::Output;

/// Which service to ask.
#[derive(Args, Debug)]
pub struct Health {
    /// Address of the readiness page
    #[arg(long, default_value = "http://127.0.0.1:8080/health/ready")]
    url: String,
}

const TIMEOUT: Duration = Duration::from_secs(5);

impl Health {
    /// Asks; anything but a 200 is an error.
    ///
    /// # Errors
    /// [`CliError`].
    pub fn run(&self, out: &mut Output) -> Result<(), CliError> {
        let said = |what: &str| CliError::said(format!("{}: {what}", self.url));
        let rest =
            self.url.strip_prefix("http://").ok_or_else(|| said("only http:// addresses are asked"))?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let failed = || CliError::io(self.url.clone());
        let address = host.to_socket_addrs().map_err(failed())?.next();
        let address = address.ok_or_else(|| said("the host has no address"))?;
        let mut stream = TcpStream::connect_timeout(&address, TIMEOUT).map_err(failed())?;
        stream.set_read_timeout(Some(TIMEOUT)).map_err(failed())?;
        write!(stream, "GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n").map_err(failed())?;
        let mut answer = String::new();
        stream.take(4096).read_to_string(&mut answer).map_err(failed())?;
        if answer.split(' ').nth(1) == Some("200") {
            out.line("ok");
            Ok(())
        } else {
            Err(said(answer.lines().next().unwrap_or("no answer")))
        }
    }
}
