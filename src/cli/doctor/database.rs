//! Checks the database: version, durability, schema, free space.

use super::report::Report;
use crate::config::DatabaseSettings;
use crate::store::{DatabaseKind, Db, StoreError, diagnostics};

const ABOUT: &str = "database";
/// Below this much free space the folder of an SQLite file is soon full.
const LITTLE_SPACE: u64 = 1 << 30;

/// Opens the database, unless that would create one.
pub(super) async fn open(settings: &DatabaseSettings, report: &mut Report) -> Option<Db> {
    let url = match settings.url() {
        Ok(url) => url,
        Err(error) => {
            report.fault(ABOUT, error.to_string());
            return None;
        }
    };
    if let Some(file) = diagnostics::sqlite_file(url.as_str())
        && !file.exists()
        && file.parent().is_none_or(|folder| folder.as_os_str().is_empty() || folder.exists())
    {
        report.fault(
            ABOUT,
            format!("{}: there is no such file: `unisson migrate up` makes it", file.display()),
        );
        return None;
    }
    match Db::open(url.as_str()).await {
        Ok(db) => {
            if let Some(file) = diagnostics::sqlite_file(url.as_str()) {
                space(&file, report);
            }
            Some(db)
        }
        Err(error) => {
            report.fault(ABOUT, error.to_string());
            None
        }
    }
}

fn space(file: &std::path::Path, report: &mut Report) {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| std::path::Path::new("."));
    let Ok(found) = rustix::fs::statvfs(folder) else { return };
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let said = format!("{} MiB free in {}", free >> 20, folder.display());
    if free < LITTLE_SPACE {
        report.attention("disk", format!("{said}: make room, a full disk stops every booking"));
    } else {
        report.ok("disk", said);
    }
}

/// Checks the version and the settings on which durability depends.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn look(db: &Db, report: &mut Report) -> Result<(), StoreError> {
    let version = diagnostics::version(db).await?;
    match db.kind() {
        DatabaseKind::Postgres => postgres(db, &version, report).await,
        DatabaseKind::Sqlite => sqlite(db, &version, report).await,
    }
}

async fn postgres(db: &Db, version: &str, report: &mut Report) -> Result<(), StoreError> {
    match diagnostics::setting(db, "server_version_num").await?.parse::<u32>() {
        Ok(150_000..) => report.ok(ABOUT, format!("PostgreSQL {version}")),
        Ok(_) => report.fault(ABOUT, format!("PostgreSQL {version}: 15 or newer is needed, upgrade it")),
        Err(_) => {
            report.fault(ABOUT, format!("{version} does not say its version in numbers: use PostgreSQL"));
        }
    }
    if diagnostics::is_standby(db).await? {
        report
            .fault(ABOUT, "this server only repeats another one: let DATABASE_URL name the one that writes");
    }
    let wanted = [
        ("fsync", "off", "a power cut loses what was acknowledged"),
        ("full_page_writes", "off", "a power cut can break pages"),
        ("synchronous_commit", "off", "a crash of the server loses what was acknowledged"),
    ];
    let mut lasts = true;
    for (name, bad, why) in wanted {
        if diagnostics::setting(db, name).await? == bad {
            report.fault(ABOUT, format!("{name} = {bad}: {why}; set {name} = on in postgresql.conf"));
            lasts = false;
        }
    }
    if lasts {
        report.ok(ABOUT, "a commit lasts: fsync, full_page_writes, synchronous_commit");
    }
    let encoding = diagnostics::setting(db, "server_encoding").await?;
    if encoding != "UTF8" {
        report.fault(ABOUT, format!("encoding {encoding}: names need UTF8, make the database anew with it"));
    }
    Ok(())
}

async fn sqlite(db: &Db, version: &str, report: &mut Report) -> Result<(), StoreError> {
    report.ok(ABOUT, format!("SQLite {version}"));
    let wanted = [
        ("journal_mode", "wal", "the file's disk must be a local one"),
        ("synchronous", "2", "a power cut would lose what was acknowledged"),
        ("foreign_keys", "1", "rows could point to nothing"),
    ];
    let mut lasts = true;
    for (name, good, why) in wanted {
        let found = diagnostics::setting(db, name).await?;
        if found != good {
            report.fault(ABOUT, format!("{name} is {found} and not {good}: {why}"));
            lasts = false;
        }
    }
    if lasts {
        report.ok(ABOUT, "a commit lasts: WAL, synchronous, foreign keys");
    }
    match diagnostics::sqlite_integrity(db).await?.as_str() {
        "ok" => report.ok(ABOUT, "the file is whole"),
        broken => report.fault(ABOUT, format!("the file is damaged ({broken}): restore a backup")),
    }
    Ok(())
}

/// True when the schema is up to date, so that what is stored can be looked at.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn schema(db: &Db, report: &mut Report) -> Result<bool, StoreError> {
    let pending = db.pending_migrations().await?;
    if pending.is_empty() {
        report.ok("schema", "up to date");
    } else {
        report.fault(
            "schema",
            format!("{} step(s) still to take ({}): `unisson migrate up`", pending.len(), pending.join(", ")),
        );
    }
    Ok(pending.is_empty())
}
