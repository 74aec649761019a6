//! A folder instead of a relay: one `.eml` file per message.

use std::io;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::send_error::{Cause, SendError};
use crate::adapters::atomic_file::{forget, keep};
use crate::formats::email::Mail;

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

    /// Takes away the mails and short messages that were written before `since`; says how many.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn forget(&self, since: DateTime<Utc>) -> io::Result<u64> {
        let dir = self.dir.clone();
        tokio::task::spawn_blocking(move || forget(&dir, since.into()))
            .await
            .map_err(io::Error::other)
            .flatten()
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
