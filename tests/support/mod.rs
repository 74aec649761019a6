//! What the stories stand on: a database of their own, a territory in it, and people who act.

pub mod app;
pub mod browser;
pub mod cluster;
pub mod database;
pub mod exchange;
pub mod http;
pub mod relay;
pub mod service;
pub mod territory;

/// Makes each story, an `async fn(&TestDb)` of the module, a test on either database: `sqlite::story` and
/// `postgres::story`. A database that a story leaves unsound fails it.
macro_rules! both_databases {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() {
                $crate::support::database::play(unisson::store::DatabaseKind::Sqlite, super::$story).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() {
                $crate::support::database::play(unisson::store::DatabaseKind::Postgres, super::$story).await;
            })+
        }
    };
}
pub(crate) use both_databases;
