//! A folder in place of a relay: one `.eml` file per message.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::message::Mail;
use super::transport::{Cause, SendError};

/// Tells apart the drafts of two writers in one process.
static DRAFT: AtomicU64 = AtomicU64::new(0);

/// Writes mails as files called after their message, so that a second sending replaces the first.
#[derive(Clone, Debug)]
pub struct MailFolder {
    dir: PathBuf,
}

impl MailFolder {
    /// Mails go to `dir`, made when the first one comes.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// The file of the message of `mail`.
    #[must_use]
    pub fn file(&self, mail: &Mail) -> PathBuf {
        self.dir.join(format!("{}.eml", mail.message()))
    }

    /// Keeps `mail`: whole or not at all, and on the disk when this returns.
    ///
    /// # Errors
    /// [`SendError::Temporary`] when the folder cannot be written.
    pub async fn keep(&self, mail: &Mail) -> Result<(), SendError> {
        let (dir, file, mail) = (self.dir.clone(), self.file(mail), mail.clone());
        let kept = tokio::task::spawn_blocking(move || keep(&dir, &file, mail.bytes())).await;
        kept.map_err(io::Error::other)
            .flatten()
            .map_err(|error| SendError::Temporary(Cause::Folder(error.kind())))
    }
}

fn keep(dir: &Path, file: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let draft = format!(".{}-{}.draft", std::process::id(), DRAFT.fetch_add(1, Ordering::Relaxed));
    let draft = dir.join(draft);
    let written = write_through(&draft, bytes).and_then(|()| fs::rename(&draft, file));
    if written.is_err() {
        // The first error is the one to tell; a draft left behind is never read.
        let _ = fs::remove_file(&draft);
    }
    written?;
    // The rename itself is on the disk only once its folder is.
    File::open(dir)?.sync_all()
}

fn write_through(draft: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}
