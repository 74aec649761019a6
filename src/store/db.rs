//! The two databases behind one door.

use std::path::Path;
use std::time::Duration;

use migration::Migrator;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use super::error::StoreError;
use crate::store::beneficiary_search;

/// A transaction that writes.
pub type Tx = DatabaseTransaction;

/// How long a caller waits for its turn before it is told that the database is overloaded.
const PATIENCE: Duration = Duration::from_mins(1);
/// The number by which replicas starting together agree who migrates (`pg_advisory_xact_lock`).
const MIGRATION_LOCK: i64 = 0x0055_4e49_5353_4f4e;

/// The step from which on people are found by their terms.
const FINDS_PEOPLE: &str = "m0012_desk";

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// Embedded, one writer.
    Sqlite,
    /// Shared by several replicas.
    Postgres,
}

/// The database: readers beside writers. On SQLite there is one writer, so that a transaction never fails for
/// another's sake; on PostgreSQL writers and readers have pools of their own, so that a writer who must read
/// beside its transaction always finds a connection.
#[derive(Clone, Debug)]
pub struct Db {
    kind: DatabaseKind,
    read: DatabaseConnection,
    write: DatabaseConnection,
}

impl Db {
    /// Opens the database at `url`: `sqlite://FILE` (made when it is not there) or `postgres://...`.
    ///
    /// # Errors
    /// [`StoreError::Address`] for any other address, or when it cannot be reached.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite://") && !url.contains(":memory:") {
            let write = connect(sqlite(url, 1)).await?;
            let read = connect(sqlite(url, 4)).await?;
            Ok(Self { kind: DatabaseKind::Sqlite, read, write })
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let write = connect(postgres(url, 16)).await?;
            let read = connect(postgres(url, 8)).await?;
            Ok(Self { kind: DatabaseKind::Postgres, read, write })
        } else {
            Err(StoreError::Address(
                "DATABASE_URL is neither sqlite://FILE nor postgres://USER:PASSWORD@HOST/NAME".to_owned(),
            ))
        }
    }

    /// Opens an SQLite file that nobody else uses for reading, leaving it as it is.
    ///
    /// # Errors
    /// [`StoreError::Address`] when it cannot be opened.
    pub async fn open_to_read(file: &Path) -> Result<Self, StoreError> {
        let mut options = ConnectOptions::new(format!("sqlite://{}?mode=ro", file.display()));
        options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(|sqlite| sqlite.immutable(true));
        let read = connect(options).await?;
        Ok(Self { kind: DatabaseKind::Sqlite, write: read.clone(), read })
    }

    /// Closes every connection: on SQLite the last one to go folds the log into the file.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn close(self) -> Result<(), StoreError> {
        self.read.close().await?;
        Ok(self.write.close().await?)
    }

    /// Which database it is.
    #[must_use]
    pub const fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// For reading.
    #[must_use]
    pub const fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Its connections: whose they are, how many are open, how many of these are idle.
    #[must_use]
    pub fn connections(&self) -> [(&'static str, u32, u32); 2] {
        let count = |connection: &DatabaseConnection| match self.kind {
            DatabaseKind::Sqlite => {
                let pool = connection.get_sqlite_connection_pool();
                (pool.size(), pool.num_idle())
            }
            DatabaseKind::Postgres => {
                let pool = connection.get_postgres_connection_pool();
                (pool.size(), pool.num_idle())
            }
        };
        [("read", &self.read), ("write", &self.write)].map(|(name, connection)| {
            let (open, idle) = count(connection);
            (name, open, u32::try_from(idle).unwrap_or(u32::MAX))
        })
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StoreError::Database`] when there is none.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.read.ping().await?)
    }

    /// Begins a transaction that writes; dropping it undoes it. On SQLite it is the only writer from here on.
    ///
    /// # Errors
    /// [`StoreError::Database`] when no connection comes free in time.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let sqlite_transaction_mode =
            (self.kind == DatabaseKind::Sqlite).then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// Brings the schema up to date; of several replicas starting together one does it and the others wait.
    ///
    /// # Errors
    /// [`StoreError::Database`]; the schema is then as it was.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let tx = self.begin_migrating().await?;
        let pending = Migrator::get_pending_migrations(&tx).await?;
        Migrator::up(&tx, None).await?;
        // What people are found by is made by rules that no frozen step knows.
        if pending.iter().any(|step| step.name() == FINDS_PEOPLE) {
            beneficiary_search::index_everybody(&tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Takes every table down again. All data is lost.
    ///
    /// # Errors
    /// [`StoreError::Database`]; the schema is then as it was.
    pub async fn unmigrate(&self) -> Result<(), StoreError> {
        let tx = self.begin_migrating().await?;
        Migrator::down(&tx, None).await?;
        Ok(tx.commit().await?)
    }

    /// The names of the steps that are still to be taken.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        // The library makes its own table to answer, so the question is asked in a transaction that is undone.
        let tx = self.begin_migrating().await?;
        let pending = Migrator::get_pending_migrations(&tx).await?;
        Ok(pending.iter().map(|step| step.name().to_owned()).collect())
    }

    async fn begin_migrating(&self) -> Result<Tx, StoreError> {
        let tx = self.begin().await?;
        if self.kind == DatabaseKind::Postgres {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        }
        Ok(tx)
    }
}

/// Connects, or says which setting to look at; never the address itself, which may hold a password.
async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, StoreError> {
    Database::connect(options).await.map_err(|error| {
        StoreError::Address(format!(
            "DATABASE_URL: the database cannot be reached ({error}): check that the server runs and lets this user \
             in, or that the file's folder is there and can be written"
        ))
    })
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).acquire_timeout(PATIENCE).sqlx_logging(false).map_sqlx_sqlite_opts(
        |sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
        },
    );
    options
}

fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).acquire_timeout(PATIENCE).sqlx_logging(false);
    options
}
