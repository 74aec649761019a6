//! The folder of the demo: emptied at each run, without touching files that are not the demo's.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use domain::ids::TerritoryId;
use uuid::Uuid;

use crate::cli::error::CliError;

/// The file that marks a folder as the demo's, and records the territory that the demo has created.
const MARKER: &str = ".unisson-demo";
/// Before the identifier of that territory in the marker.
const TERRITORY: &str = "territory ";

/// Where the demo keeps its files.
#[derive(Debug)]
pub(super) struct DemoFolder {
    database: PathBuf,
    marker: PathBuf,
    /// The territory of the demo before this one.
    pub(super) territory: Option<TerritoryId>,
    /// Key of the API's tokens.
    pub(super) token_key: PathBuf,
    /// Mails and SMS, which are written here instead of being sent.
    pub(super) outbox: PathBuf,
    /// External calendars.
    pub(super) calendars: PathBuf,
}

impl DemoFolder {
    /// The address of the SQLite database in the folder.
    pub(super) fn database_url(&self) -> String {
        format!("sqlite://{}", self.database.display())
    }

    /// Removes the SQLite database of an earlier demo.
    ///
    /// # Errors
    /// [`CliError::Io`].
    pub(super) fn remove_database(&self) -> Result<(), CliError> {
        for suffix in ["", "-wal", "-shm"] {
            let mut file = self.database.clone().into_os_string();
            file.push(suffix);
            match fs::remove_file(&file) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(CliError::io(file.display())(error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Records the territory that this demo has created: the next one may replace it.
    ///
    /// # Errors
    /// [`CliError::Io`].
    pub(super) fn record(&self, territory: TerritoryId) -> Result<(), CliError> {
        let text = format!("Made by unisson demo, which replaces it at each run.\n{TERRITORY}{territory}\n");
        fs::write(&self.marker, text).map_err(CliError::io(self.marker.display()))
    }
}

/// Prepares the folder: calendars and outbox of an earlier demo are removed.
///
/// # Errors
/// [`CliError`] when the folder holds files that are not a demo's, or cannot be written.
pub(super) fn prepare(dir: &Path) -> Result<DemoFolder, CliError> {
    let mut folder = DemoFolder {
        database: dir.join("unisson.db"),
        marker: dir.join(MARKER),
        territory: None,
        token_key: dir.join("token.key"),
        outbox: dir.join("outbox"),
        calendars: dir.join("calendars"),
    };
    let failed = || CliError::io(dir.display());
    let occupied = dir.exists() && fs::read_dir(dir).map_err(failed())?.next().is_some();
    if occupied && !folder.marker.exists() {
        return Err(CliError::said(format!(
            "--dir {}: the folder holds files that are not the demo's, name another",
            dir.display()
        )));
    }
    for folder in [&folder.outbox, &folder.calendars] {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(CliError::io(folder.display()))?;
        }
        fs::create_dir_all(folder).map_err(CliError::io(folder.display()))?;
    }
    if folder.marker.exists() {
        folder.territory = recorded(&fs::read_to_string(&folder.marker).map_err(failed())?);
    } else {
        fs::write(&folder.marker, "Made by unisson demo.\n").map_err(failed())?;
    }
    Ok(folder)
}

/// The territory that a marker records.
fn recorded(marker: &str) -> Option<TerritoryId> {
    let id = marker.lines().find_map(|line| line.strip_prefix(TERRITORY))?;
    Uuid::parse_str(id).ok().map(TerritoryId)
}
