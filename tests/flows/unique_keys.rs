//! Which unique keys two writers race for, and what becomes of a violation of any other.

use axum::http::StatusCode;
use sea_orm::DbErr;
use serde_json::json;
use unisson::actions::AppointmentError;
use unisson::store::{DatabaseKind, StoreError, UniqueKey};

use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::{Raw, TestDb};
use crate::support::territory::small;

both_databases![
    every_key_that_is_raced_for_is_an_index_of_the_database,
    a_violated_key_is_known_by_its_name,
    a_permanent_unique_violation_is_a_fault_and_never_a_crowd,
    a_permanent_unique_violation_is_answered_as_an_internal_fault,
];

const START: &str = "2027-01-05 09:00";

async fn every_key_that_is_raced_for_is_an_index_of_the_database(db: &TestDb) {
    let raw = db.raw().await;
    for key in UniqueKey::ALL {
        let index = key.index();
        let sql = match db.kind() {
            DatabaseKind::Postgres => {
                format!(
                    "SELECT COUNT(*) AS n FROM pg_indexes WHERE indexname = '{index}' AND indexdef LIKE 'CREATE UNIQUE%' \
                     AND schemaname = current_schema()"
                )
            }
            // A primary key has no name of its own there.
            DatabaseKind::Sqlite if index.ends_with("_pkey") => continue,
            DatabaseKind::Sqlite => format!(
                "SELECT COUNT(*) AS n FROM sqlite_master WHERE type = 'index' AND name = '{index}' \
                 AND sql LIKE 'CREATE UNIQUE%'"
            ),
        };
        assert_eq!(raw.counts(&sql).await, 1, "{index}");
    }
}

fn key_of(result: Result<u64, DbErr>) -> Option<UniqueKey> {
    StoreError::from(result.unwrap_err()).unique_key()
}

async fn a_violated_key_is_known_by_its_name(db: &TestDb) {
    let app = db.app(small()).await;
    let raw = db.raw().await;
    app.client("r-1").holds_once(at(START), app.site("melun"), "twice").await.unwrap();
    let twin = |table: &str| format!("INSERT INTO {table} SELECT * FROM {table} LIMIT 1");
    assert_eq!(key_of(raw.tries(&twin("reservation")).await), Some(UniqueKey::ReservedQuantum));
    assert_eq!(key_of(raw.tries(&twin("idempotency_key")).await), Some(UniqueKey::IdempotencyKey));
    assert_eq!(key_of(raw.tries(&twin("site")).await), None, "nobody races for a site");
}

/// A fault that no retry repairs: a careless index allows a territory one appointment.
async fn with_a_careless_index(db: &TestDb) -> App {
    let app = db.app(small()).await;
    app.client("r-1").holds(at(START), app.site("melun")).await.unwrap();
    let raw: Raw = db.raw().await;
    raw.tries("CREATE UNIQUE INDEX careless ON appointment (territory_id)").await.unwrap();
    app
}

async fn a_permanent_unique_violation_is_a_fault_and_never_a_crowd(db: &TestDb) {
    let app = with_a_careless_index(db).await;
    let client = app.client("r-2");
    let offer = client.first_offer().await;
    let refused = client.takes(&offer).await;
    let Err(AppointmentError::Store(error)) = refused else { panic!("{refused:?}") };
    assert_eq!(error.unique_key(), None);
    assert!(error.to_string().starts_with("database error: "), "{error}");
}

async fn a_permanent_unique_violation_is_answered_as_an_internal_fault(db: &TestDb) {
    let app = with_a_careless_index(db).await;
    let partner = app.partner();
    let token = partner.first_token("r-2").await;
    let refused = partner.post_once("/v1/holds", "once", &json!({"hold_token": token, "minutes": 10})).await;
    let said = (refused.status, refused.problem());
    assert_eq!(said, (StatusCode::INTERNAL_SERVER_ERROR, "internal".to_owned()));
}
