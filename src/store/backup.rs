//! A copy of an SQLite database, taken while it is in use.

use std::path::Path;

use sea_orm::{ConnectionTrait, Statement};

use super::db::{DatabaseKind, Db};
use super::error::StoreError;

/// Copies the database as it is at one moment into `file`, which must be empty or not there. Others read and write
/// meanwhile; what they commit later is not in the copy.
///
/// # Errors
/// [`StoreError`], also on PostgreSQL, which has its own tools for it.
pub async fn copy_into(db: &Db, file: &Path) -> Result<(), StoreError> {
    if db.kind() != DatabaseKind::Sqlite {
        return Err(StoreError::Address("only an SQLite database is copied into a file".to_owned()));
    }
    let Some(name) = file.to_str() else {
        return Err(StoreError::Address("the name of the file is not plain text (UTF-8)".to_owned()));
    };
    let statement =
        Statement::from_sql_and_values(db.read().get_database_backend(), "VACUUM INTO ?", [name.into()]);
    db.read().execute_raw(statement).await?;
    Ok(())
}
