//! A folder in place of a provider: one `.sms` file per message, for demonstrations and tests.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Sms;
use super::outcome::{Cause, Outcome};
use crate::adapters::atomic_file::keep;

/// The name of the folder where providers have names.
pub const NAME: &str = "folder";

/// Writes short messages as files called after their message, so that a second sending replaces the first.
#[derive(Clone, Debug)]
pub struct SmsFolder {
    dir: PathBuf,
}

/// What stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Whom it would have gone to.
    pub to: String,
    /// What it says.
    pub text: String,
    /// How many messages would have been billed.
    pub segments: u32,
}

impl SmsFolder {
    /// Messages go to `dir`, made when the first one comes.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// Keeps `sms`: whole or not at all, and on the disk when this returns.
    pub async fn keep(&self, sms: &Sms) -> Outcome {
        let kept =
            Kept { to: sms.to.international(), text: sms.text.clone(), segments: sms.encoded.segments() };
        let Ok(text) = serde_json::to_vec_pretty(&kept) else { return Outcome::Permanent(Cause::Unwritable) };
        let (dir, file) = (self.dir.clone(), self.dir.join(format!("{}.sms", sms.message)));
        let kept = tokio::task::spawn_blocking(move || keep(&dir, &file, &text)).await;
        match kept.map_err(io::Error::other).flatten() {
            Ok(()) => Outcome::Accepted { provider: NAME, references: Vec::new() },
            Err(error) => Outcome::temporary(Cause::Folder(error.kind())),
        }
    }
}
