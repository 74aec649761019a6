//! Atomic, durable file writes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// Tells apart the drafts of two writers in one process.
static DRAFT: AtomicU64 = AtomicU64::new(0);

/// Writes `bytes` to `file` in `dir`, which is made when it is not there; what stood in the file is replaced.
///
/// # Errors
/// What the disk says; nothing is then written.
pub fn keep(dir: &Path, file: &Path, bytes: &[u8]) -> io::Result<()> {
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

/// What messages are kept as.
const ENDINGS: [&str; 2] = ["eml", "sms"];

/// Takes away the messages in `dir` that were written before `since`; says how many. A folder that is not there holds none.
///
/// # Errors
/// What the disk says; what was taken away before stays so.
pub fn forget(dir: &Path, since: SystemTime) -> io::Result<u64> {
    let files = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        files => files?,
    };
    let mut forgotten = 0;
    for file in files {
        let path = file?.path();
        let is_message = path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
        if is_message && fs::metadata(&path)?.modified()? < since {
            fs::remove_file(&path)?;
            forgotten += 1;
        }
    }
    Ok(forgotten)
}

fn write_through(draft: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}
