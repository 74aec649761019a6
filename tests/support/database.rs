//! A migrated database for each test, checked for consistency at its end.

use std::sync::atomic::{AtomicU32, Ordering};

use migration::Migrator;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use sea_orm_migration::MigratorTrait;
use tempfile::TempDir;
use tokio::sync::{OnceCell, Semaphore, SemaphorePermit};
use unisson::store::{DatabaseKind, Db, integrity};

use super::cluster;

/// Tests that run at once: two replicas open up to 48 connections, and the server has 200.
const AT_ONCE: u32 = 3;
static RUNNING: Semaphore = Semaphore::const_new(AT_ONCE as usize);

/// The database every PostgreSQL test copies.
const TEMPLATE: &str = "unisson_template";
static MIGRATED: OnceCell<()> = OnceCell::const_new();
/// The file every SQLite test copies.
static SQLITE_TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// The database of one test.
#[derive(Debug)]
pub struct TestDb {
    kind: DatabaseKind,
    url: String,
    /// Where an SQLite file lives; goes with the test.
    _folder: Option<TempDir>,
}

/// Runs `test` on an empty, migrated database, and fails when it leaves the database inconsistent.
pub async fn play(kind: DatabaseKind, test: impl AsyncFnOnce(&TestDb)) {
    let _permit = RUNNING.acquire().await.unwrap();
    run(kind, test).await;
}

/// As [`play`], while no other test runs.
pub async fn play_alone(kind: DatabaseKind, test: impl AsyncFnOnce(&TestDb)) {
    let _permit: SemaphorePermit<'_> = RUNNING.acquire_many(AT_ONCE).await.unwrap();
    run(kind, test).await;
}

async fn run(kind: DatabaseKind, test: impl AsyncFnOnce(&TestDb)) {
    let database = TestDb::migrated(kind).await;
    test(&database).await;
    database.must_be_sound().await;
}

impl TestDb {
    /// A database with nothing in it.
    pub async fn empty(kind: DatabaseKind) -> Self {
        match kind {
            DatabaseKind::Sqlite => {
                let folder = tempfile::Builder::new().prefix("unisson-test-").tempdir().unwrap();
                let url = format!("sqlite://{}", folder.path().join("unisson.db").display());
                Self { kind, url, _folder: Some(folder) }
            }
            DatabaseKind::Postgres => {
                let name = new_name();
                let url = on_server(move |server| {
                    server.create_database(&name);
                    server.url(&name)
                })
                .await;
                Self { kind, url, _folder: None }
            }
        }
    }

    /// A database with the schema and no rows.
    pub async fn migrated(kind: DatabaseKind) -> Self {
        match kind {
            DatabaseKind::Sqlite => {
                let template = SQLITE_TEMPLATE.get_or_init(make_sqlite_template).await;
                let database = Self::empty(kind).await;
                tokio::fs::write(sqlite_file(&database.url), template).await.unwrap();
                database
            }
            DatabaseKind::Postgres => {
                MIGRATED.get_or_init(make_postgres_template).await;
                let name = new_name();
                let url = on_server(move |server| {
                    server.create_from_template(&name, TEMPLATE);
                    server.url(&name)
                })
                .await;
                Self { kind, url, _folder: None }
            }
        }
    }

    /// A file that is there already.
    pub fn sqlite_at(file: &std::path::Path) -> Self {
        Self { kind: DatabaseKind::Sqlite, url: format!("sqlite://{}", file.display()), _folder: None }
    }

    /// Its address, for a service of its own process.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Which database it is.
    pub const fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// Opens it as a replica of the service does.
    pub async fn open(&self) -> Db {
        Db::open(&self.url).await.unwrap()
    }

    /// One connection that bypasses the store.
    pub async fn raw(&self) -> Raw {
        Raw(Database::connect(&self.url).await.unwrap())
    }

    async fn must_be_sound(&self) {
        let raw = self.raw().await;
        let unsound: Vec<_> =
            integrity::run(&raw.0).await.unwrap().into_iter().filter(|(_, count)| *count != 0).collect();
        assert_eq!(unsound, [], "the test left the database inconsistent");
    }
}

/// A connection that bypasses the store.
#[derive(Debug)]
pub struct Raw(pub DatabaseConnection);

impl Raw {
    /// Executes `sql`, or returns the error of the database.
    pub async fn tries(&self, sql: &str) -> Result<u64, DbErr> {
        self.0.execute_unprepared(sql).await.map(|result| result.rows_affected())
    }

    /// The number `sql` selects as `n`.
    pub async fn counts(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.0.get_database_backend(), sql);
        self.0.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
    }
}

fn new_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Runs a slow request to the server of this process.
async fn on_server<T: Send + 'static>(
    request: impl FnOnce(&'static cluster::Cluster) -> T + Send + 'static,
) -> T {
    tokio::task::spawn_blocking(|| request(cluster::shared())).await.unwrap()
}

fn sqlite_file(url: &str) -> &str {
    url.strip_prefix("sqlite://").unwrap()
}

async fn make_sqlite_template() -> Vec<u8> {
    let database = TestDb::empty(DatabaseKind::Sqlite).await;
    let migrated = database.open().await;
    migrated.migrate().await.unwrap();
    // What is only in the log beside the file is folded into it.
    migrated.close().await.unwrap();
    tokio::fs::read(sqlite_file(&database.url)).await.unwrap()
}

async fn make_postgres_template() {
    let url = on_server(|server| {
        server.create_database(TEMPLATE);
        server.url(TEMPLATE)
    })
    .await;
    let database = Database::connect(url).await.unwrap();
    Migrator::up(&database, None).await.unwrap();
    // Nobody may be connected to what is copied.
    database.close().await.unwrap();
}
