//! The database of the demo: a file in its folder, or the one that `--database-url` names.

use migration::Migrator;
use sea_orm_migration::MigratorTrait;

use super::folder::DemoFolder;
use crate::cli::error::CliError;
use crate::store::{Db, territories};

/// Opens an empty, migrated database: the SQLite file of `folder`, or the database at `url`.
///
/// The tables of a database that holds an earlier demo of the same folder, and nothing else, are dropped first.
///
/// # Errors
/// [`CliError::Said`] when the database holds other territories, which are left alone; [`CliError::UseCase`].
pub(super) async fn open(folder: &DemoFolder, url: Option<&str>) -> Result<Db, CliError> {
    let Some(url) = url else {
        folder.remove_database()?;
        let db = Db::open(&folder.database_url()).await?;
        db.migrate().await?;
        return Ok(db);
    };
    let db = Db::open(url).await?;
    // A database without tables has no list of territories. One in use is not migrated before it is known to be ours.
    if db.pending_migrations().await?.len() < Migrator::migrations().len() {
        match territories::list(db.read()).await?.as_slice() {
            [] => {}
            [(only, ..)] if folder.territory == Some(*only) => db.unmigrate().await?,
            _ => {
                return Err(CliError::said(
                    "--database-url: the database holds territories that are not the demo's, name an empty one",
                ));
            }
        }
    }
    db.migrate().await?;
    Ok(db)
}
