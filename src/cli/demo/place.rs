//! The folder of the demo, made anew at each run without touching anything that is not the demo's.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;

/// Says that a folder is the demo's.
const MARK: &str = ".unisson-demo";

/// Where the demo keeps its files.
#[derive(Debug)]
pub(super) struct DemoFolder {
    database: PathBuf,
    /// Key of the API's tokens.
    pub(super) token_key: PathBuf,
    /// Mails that would have left.
    pub(super) outbox: PathBuf,
    /// Calendars kept elsewhere.
    pub(super) calendars: PathBuf,
}

impl DemoFolder {
    /// The address of the embedded database.
    pub(super) fn database_url(&self) -> String {
        format!("sqlite://{}", self.database.display())
    }
}

/// Makes the folder ready: empty of an earlier demo.
///
/// # Errors
/// [`CliError`] when the folder holds anything that is not a demo's, or cannot be written.
pub(super) fn prepare(dir: &Path) -> Result<DemoFolder, CliError> {
    let place = DemoFolder {
        database: dir.join("unisson.db"),
        token_key: dir.join("token.key"),
        outbox: dir.join("outbox"),
        calendars: dir.join("calendars"),
    };
    let failed = || CliError::io(dir.display());
    let occupied = dir.exists() && fs::read_dir(dir).map_err(failed())?.next().is_some();
    if occupied && !dir.join(MARK).exists() {
        return Err(CliError::said(format!(
            "--dir {}: the folder holds files that are not the demo's, name another",
            dir.display()
        )));
    }
    for suffix in ["", "-wal", "-shm"] {
        let file = dir.join(format!("unisson.db{suffix}"));
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(CliError::io(file.display())(error));
            }
            _ => {}
        }
    }
    for folder in [&place.outbox, &place.calendars] {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(CliError::io(folder.display()))?;
        }
        fs::create_dir_all(folder).map_err(CliError::io(folder.display()))?;
    }
    fs::write(dir.join(MARK), "Made by unisson demo, which makes it anew at each run.\n").map_err(failed())?;
    Ok(place)
}
