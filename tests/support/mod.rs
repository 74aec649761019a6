//! Test harness: a database for each test, a territory in it, clients and services.

pub mod app;
pub mod browser;
pub mod cluster;
pub mod database;
pub mod exchange;
pub mod http;
pub mod relay;
pub mod service;
pub mod statements;
pub mod territory;

/// Turns each `async fn(&TestDb)` of the module into a test on either database, `sqlite::name` and `postgres::name`. A test that
/// leaves the database inconsistent fails.
macro_rules! both_databases {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                $crate::support::database::play(unisson::store::DatabaseKind::Sqlite, super::$test).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                $crate::support::database::play(unisson::store::DatabaseKind::Postgres, super::$test).await;
            })+
        }
    };
}
pub(crate) use both_databases;
