//! A folder instead of a provider: one `.sms` file per message, for demonstrations and tests.

use std::io;
use std::path::PathBuf;

use super::outcome::{Cause, Outcome};
use crate::adapters::atomic_file::keep;
use crate::formats::sms::OutgoingSms;
use crate::formats::sms::stored::{FOLDER, StoredSms};

/// Writes short messages as files called after their message, so that a second sending replaces the first.
#[derive(Clone, Debug)]
pub struct SmsFolder {
    dir: PathBuf,
}

impl SmsFolder {
    /// Messages go to `dir`, made when the first one comes.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// Keeps `sms`: whole or not at all, and on the disk when this returns.
    pub async fn keep(&self, sms: &OutgoingSms) -> Outcome {
        let kept = StoredSms {
            to: sms.to.international(),
            text: sms.text.clone(),
            segments: sms.encoded.segments(),
        };
        let Ok(text) = serde_json::to_vec_pretty(&kept) else { return Outcome::Permanent(Cause::Unwritable) };
        let (dir, file) = (self.dir.clone(), self.dir.join(format!("{}.sms", sms.message)));
        let kept = tokio::task::spawn_blocking(move || keep(&dir, &file, &text)).await;
        match kept.map_err(io::Error::other).flatten() {
            Ok(()) => Outcome::Accepted { provider: FOLDER, references: Vec::new() },
            Err(error) => Outcome::temporary(Cause::Folder(error.kind())),
        }
    }
}
