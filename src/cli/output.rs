//! The standard output of commands.

use std::io::{self, IsTerminal, Write};

/// Standard output. A closed pipe is not an error.
#[derive(Debug)]
pub struct Output {
    stdout: io::Stdout,
    progress: Option<usize>,
}

impl Default for Output {
    fn default() -> Self {
        Self { stdout: io::stdout(), progress: None }
    }
}

impl Output {
    /// Prints a line.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.end_progress();
        let _ = writeln!(self.stdout, "{}", text.as_ref());
    }

    /// Prints how much of `all` is `done`: on a terminal over the line before, elsewhere at each quarter.
    pub fn progress(&mut self, what: &str, done: usize, all: usize) {
        let percent = (done * 100).checked_div(all).unwrap_or(100);
        if self.progress == Some(percent) {
            return;
        }
        if self.stdout.is_terminal() {
            self.progress = Some(percent);
            let _ = write!(self.stdout, "\r  {what} {percent:3} %");
            let _ = self.stdout.flush();
        } else if percent.is_multiple_of(25) && percent > 0 {
            self.progress = Some(percent);
            let _ = writeln!(self.stdout, "  {what} {percent} %");
        }
    }

    fn end_progress(&mut self) {
        if self.progress.take().is_some() && self.stdout.is_terminal() {
            let _ = writeln!(self.stdout);
        }
    }
}
