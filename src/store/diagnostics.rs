//! Diagnostics of the database: version, settings that decide whether a commit lasts, clock, newest event.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use domain::ids::TerritoryId;
use domain::notifications::MessageKind;
use entity::column::{Id, Word};
use entity::{appointment_event, message, site, territory};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use crate::store::db::{DatabaseKind, Db};
use crate::store::error::StoreError;
use crate::store::messages::Status;

/// The file of an SQLite address, whether it is there or not.
#[must_use]
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite://")?;
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

/// A setting of the database, as text: `SHOW name` on PostgreSQL, `PRAGMA name` on SQLite.
///
/// # Errors
/// [`StoreError`], also for a name the database does not know.
pub async fn setting(db: &Db, name: &str) -> Result<String, StoreError> {
    let word = match db.kind() {
        DatabaseKind::Postgres => "SHOW",
        DatabaseKind::Sqlite => "PRAGMA",
    };
    let statement = Statement::from_string(db.read().get_database_backend(), format!("{word} {name}"));
    let row = db.read().query_one_raw(statement).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(format!("no answer to {word} {name}")))?;
    Ok(row
        .try_get_by_index::<String>(0)
        .or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))?)
}

/// The version of the database: `15.18`, `3.50.2`.
///
/// # Errors
/// [`StoreError`].
pub async fn version(db: &Db) -> Result<String, StoreError> {
    match db.kind() {
        DatabaseKind::Postgres => setting(db, "server_version").await,
        DatabaseKind::Sqlite => text(db, "SELECT sqlite_version()").await,
    }
}

/// True when a PostgreSQL only repeats what another one writes.
///
/// # Errors
/// [`StoreError`].
pub async fn is_standby(db: &Db) -> Result<bool, StoreError> {
    Ok(db.kind() == DatabaseKind::Postgres && text(db, "SELECT pg_is_in_recovery()::text").await? == "true")
}

/// What SQLite finds when it reads its whole file: `ok`, or the first things that are broken.
///
/// # Errors
/// [`StoreError`].
pub async fn sqlite_integrity(db: &Db) -> Result<String, StoreError> {
    let mut found = setting(db, "integrity_check(3)").await?;
    if found == "ok" {
        let dangling = text(db, "SELECT COUNT(*) || '' FROM pragma_foreign_key_check").await?;
        if dangling != "0" {
            found = format!("{dangling} row(s) point to nothing");
        }
    }
    Ok(found)
}

/// The database's clock; `None` on SQLite, which has only the machine's.
///
/// # Errors
/// [`StoreError`].
pub async fn clock(db: &Db) -> Result<Option<DateTime<Utc>>, StoreError> {
    if db.kind() == DatabaseKind::Sqlite {
        return Ok(None);
    }
    let statement =
        Statement::from_string(db.read().get_database_backend(), "SELECT clock_timestamp() AS at");
    let row = db.read().query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get("", "at")).transpose()?)
}

/// When the newest event was written, by the clock of whoever wrote it.
///
/// # Errors
/// [`StoreError`].
pub async fn newest_event(db: &Db) -> Result<Option<DateTime<Utc>>, StoreError> {
    let newest = appointment_event::Entity::find()
        .select_only()
        .column(appointment_event::Column::At)
        .order_by_desc(appointment_event::Column::At)
        .limit(1)
        .into_tuple::<DateTime<Utc>>();
    Ok(newest.one(db.read()).await?)
}

/// Every time zone that a territory or a site names, with the key of who names it.
///
/// # Errors
/// [`StoreError`].
pub async fn zones(db: &Db) -> Result<Vec<(String, String)>, StoreError> {
    // As text: a name that the program does not know is what is looked for.
    let territories: Vec<(String, String)> = territory::Entity::find()
        .select_only()
        .columns([territory::Column::Key, territory::Column::TimeZone])
        .into_tuple()
        .all(db.read())
        .await?;
    let sites: Vec<(String, String)> = site::Entity::find()
        .select_only()
        .columns([site::Column::Key, site::Column::TimeZone])
        .into_tuple()
        .all(db.read())
        .await?;
    let territories = territories.into_iter().map(|(key, zone)| (format!("territory {key}"), zone));
    let sites = sites.into_iter().map(|(key, zone)| (format!("site {key}"), zone));
    Ok(territories.chain(sites).collect())
}

/// How many messages have `status`, in all territories.
///
/// # Errors
/// [`StoreError`].
pub async fn messages_at(db: &Db, status: Status) -> Result<u64, StoreError> {
    let found = message::Entity::find().filter(message::COLUMN.state.eq(Word(status)));
    Ok(found.count(db.read()).await?)
}

/// How many planned messages cannot be sent while the service has no public address: invitations to choose a time.
///
/// # Errors
/// [`StoreError`].
pub async fn planned_invitations(db: &Db) -> Result<u64, StoreError> {
    let kinds = [MessageKind::Choose, MessageKind::Chase].map(Word);
    let found = message::Entity::find()
        .filter(message::COLUMN.state.eq(Word(Status::Planned)))
        .filter(message::COLUMN.kind.is_in(kinds));
    Ok(found.count(db.read()).await?)
}

/// Reads a row of a table of ours, to see that queries work.
///
/// # Errors
/// [`StoreError`] when they do not: the connection, the schema or the rights of the user are broken.
pub async fn probe(db: &Db) -> Result<(), StoreError> {
    let any = territory::Entity::find().select_only().column(territory::Column::Id).limit(1);
    any.into_tuple::<Id<TerritoryId>>().one(db.read()).await?;
    Ok(())
}

/// When the message that has waited longest was due; `None` when nothing is due.
///
/// # Errors
/// [`StoreError`].
pub async fn oldest_due(db: &Db, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
    let oldest = message::Entity::find()
        .select_only()
        .column(message::Column::DueAt)
        .filter(message::COLUMN.state.eq(Word(Status::Planned)))
        .filter(message::COLUMN.due_at.lte(now))
        .order_by_asc(message::COLUMN.due_at)
        .limit(1)
        .into_tuple::<DateTime<Utc>>();
    Ok(oldest.one(db.read()).await?)
}

async fn text(db: &Db, sql: &str) -> Result<String, StoreError> {
    let statement = Statement::from_string(db.read().get_database_backend(), sql);
    let row = db.read().query_one_raw(statement).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(format!("no answer to {sql}")))?;
    Ok(row.try_get_by_index(0)?)
}
