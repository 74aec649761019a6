//! `unisson backup`: a whole, checked copy of an SQLite database, taken while the service runs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use crate::cli::output::Output;
use crate::config::DatabaseSettings;
use crate::store::{Db, backup, diagnostics, integrity};

/// Where the copy goes.
#[derive(Args, Debug)]
pub struct Backup {
    /// The file to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

impl Backup {
    /// Copies under another name, brings the copy to the disk, checks it, and only then gives it its name: a file
    /// called `--to` is always a whole backup. Only its owner can read it.
    ///
    /// # Errors
    /// [`CliError`]; nothing is then called `--to`, and what was there before is untouched.
    pub async fn run(&self, settings: &DatabaseSettings, out: &mut Output) -> Result<(), CliError> {
        let url = settings.url()?;
        let Some(source) = diagnostics::sqlite_file(url.as_str()) else {
            return Err(CliError::said(
                "a PostgreSQL is backed up by its own tools, while the service runs: \
                 pg_dump --format=custom --file=FILE DATABASE_URL (restored by pg_restore --clean --if-exists \
                 --dbname=DATABASE_URL FILE), or continuous archiving",
            ));
        };
        if !source.exists() {
            return Err(CliError::said(format!("{}: there is no such database to copy", source.display())));
        }
        if self.to.symlink_metadata().is_ok() {
            return Err(self.there_already());
        }
        let draft = self.draft();
        let written = self.write(url.as_str(), &draft, out).await;
        if written.is_err() {
            // The first error is the one to tell.
            remove(&draft);
        }
        written
    }

    async fn write(&self, url: &str, draft: &Path, out: &mut Output) -> Result<(), CliError> {
        let failed = || CliError::io(format!("--to {}", self.to.display()));
        // Made by us before SQLite fills it, so that nobody else can ever read it.
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft);
        drop(made.map_err(failed())?);
        backup::copy_into(&Db::open(url).await?, draft).await?;
        File::open(draft).and_then(|file| file.sync_all()).map_err(failed())?;
        judge(draft).await?;
        let size = fs::metadata(draft).map_err(failed())?.len();
        self.name(draft).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => self.there_already(),
            _ => failed()(error),
        })?;
        out.line(format!("{}: {} KiB, checked", self.to.display(), size.div_ceil(1024)));
        Ok(())
    }

    /// Gives the draft its name unless that is taken, and brings the folder to the disk.
    fn name(&self, draft: &Path) -> io::Result<()> {
        match fs::hard_link(draft, &self.to) {
            Ok(()) => fs::remove_file(draft)?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
            // A disk without hard links: the look before is all there is.
            Err(_) if !self.to.exists() => fs::rename(draft, &self.to)?,
            Err(error) => return Err(error),
        }
        File::open(self.folder())?.sync_all()
    }

    fn draft(&self) -> PathBuf {
        let name = self.to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.folder().join(format!(".{name}.{}.draft", std::process::id()))
    }

    fn folder(&self) -> &Path {
        let folder = self.to.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.unwrap_or_else(|| Path::new("."))
    }

    fn there_already(&self) -> CliError {
        CliError::said(format!("--to {}: there is such a file already, name another", self.to.display()))
    }
}

/// Opens the copy and refuses it unless it is whole and sound.
async fn judge(draft: &Path) -> Result<(), CliError> {
    let copy = Db::open_to_read(draft).await?;
    let whole = diagnostics::sqlite_integrity(&copy).await?;
    if whole != "ok" {
        return Err(CliError::said(format!("the database is damaged ({whole}): no backup was made of it")));
    }
    let unsound: i64 = integrity::run(copy.read()).await?.iter().map(|(_, count)| count).sum();
    copy.close().await?;
    if unsound > 0 {
        return Err(CliError::said("the database holds what must never be: see `unisson doctor`"));
    }
    Ok(())
}

fn remove(draft: &Path) {
    // It may never have been made.
    let _ = fs::remove_file(draft);
}
