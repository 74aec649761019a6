//! The connections to the database, SQLite or PostgreSQL.

use std::path::Path;
use std::time::Duration;

use super::error::StoreError;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

/// A transaction that writes.
pub type Tx = DatabaseTransaction;

/// How long a caller waits for a connection before it gets an error.
const PATIENCE: Duration = Duration::from_mins(1);
/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// Embedded, one writer.
    Sqlite,
    /// Shared by several replicas.
    Postgres,
}

/// Which connections a statement was run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConnectionRole {
    /// Outside of any transaction.
    Read,
    /// Inside a transaction that writes.
    Write,
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

    /// Has `listener` called after every statement that this value runs, or a clone made of it from now on, with its SQL
    /// without the values. BEGIN, COMMIT and ROLLBACK are no statements. For telemetry, and for tests that count.
    pub fn on_statement(&mut self, listener: impl Fn(ConnectionRole, &str) + Clone + Send + Sync + 'static) {
        let of_reads = listener.clone();
        self.read.set_metric_callback(move |info| of_reads(ConnectionRole::Read, &info.statement.sql));
        self.write.set_metric_callback(move |info| listener(ConnectionRole::Write, &info.statement.sql));
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

    /// Asks the database for an answer.
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
