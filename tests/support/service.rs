//! The real binary, served in a process of its own that can be killed.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use clap::CommandFactory;
use unisson::cli::Cli;
use unisson::config::setting;

use super::http::Caller;
use super::territory::Draft;

/// Where a service lives: its folder, its database, its settings.
#[derive(Clone, Debug)]
pub struct Home {
    pub folder: PathBuf,
    settings: Vec<(String, String)>,
}

impl Home {
    /// A home in `folder` with the database at `url` and a key for tokens.
    pub fn new(folder: &Path, url: &str) -> Self {
        let home = Self { folder: folder.to_owned(), settings: Vec::new() };
        let home = home.with("DATABASE_URL", url).with("UNISSON_TOKEN_KEY_FILE", "token.key");
        let home = home.with("UNISSON_DRAIN_SECONDS", "1").with("UNISSON_API_REQUESTS_PER_MINUTE", "1000000");
        home.runs(&["token", "--new-key", "token.key"]);
        home
    }

    /// With another setting.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// `unisson` here, its environment holding nothing of ours but the settings.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unisson"));
        for setting in setting::all(&Cli::command()) {
            command.env_remove(setting.variable);
        }
        command.env_remove("UNISSON_CONFIG").args(args).current_dir(&self.folder);
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub fn tries(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs a command that must succeed; gives what it says.
    pub fn runs(&self, args: &[&str]) -> String {
        let output = self.tries(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Takes a territory over.
    pub fn takes_over(&self, draft: &Draft) {
        fs::write(self.folder.join("territory.toml"), toml::to_string(&draft.0).unwrap()).unwrap();
        self.runs(&["import", "territory", "territory.toml"]);
    }

    /// A token for everything.
    pub fn token(&self) -> String {
        self.runs(&["token"]).trim().to_owned()
    }

    /// Serves, on a free port, and waits until it listens. Its log is added to `log` in the folder.
    pub fn serves(&self) -> Service {
        let log = File::options().create(true).append(true).open(self.folder.join("log")).unwrap();
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut process = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut address = || {
            let line = lines.next()?.ok()?;
            line.strip_prefix("http://")?.split('/').next()?.parse().ok()
        };
        let served = address();
        let numbers = if self.settings.iter().any(|(name, _)| name == "UNISSON_METRICS_LISTEN") {
            address()
        } else {
            None
        };
        let address = served.unwrap_or_else(|| panic!("it did not listen: {}", self.log()));
        Service { process, address, numbers }
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

/// A running service; dropping it kills it.
#[derive(Debug)]
pub struct Service {
    process: Child,
    pub address: SocketAddr,
    /// Where its numbers are read, when they are.
    pub numbers: Option<SocketAddr>,
}

impl Service {
    /// Somebody who asks it.
    pub fn caller(&self, token: &str) -> Caller {
        Caller { address: self.address, token: Some(token.to_owned()) }
    }

    /// Ends it at once (SIGKILL): it has no say.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Tells it to leave (SIGTERM).
    pub fn leave(&self) {
        let told = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits for its end; true when that was a success.
    pub fn ends_well(&mut self) -> bool {
        self.process.wait().unwrap().success()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
