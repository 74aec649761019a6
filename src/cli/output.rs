//! What commands say to whoever runs them.

use std::io::{self, IsTerminal, Write};

/// Standard output. A reader who goes away is no error.
#[derive(Debug)]
pub struct Out {
    stdout: io::Stdout,
    progress: Option<usize>,
}

impl Default for Out {
    fn default() -> Self {
        Self { stdout: io::stdout(), progress: None }
    }
}

impl Out {
    /// Says a line.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.end_progress();
        let _ = writeln!(self.stdout, "{}", text.as_ref());
    }

    /// Says that `done` of `all` is done: on a terminal the line is written over, elsewhere it is said at each
    /// quarter.
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
