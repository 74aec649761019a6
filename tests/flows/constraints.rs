//! What the database itself refuses, whoever writes: the last guard, tried by hand.

use sea_orm::{DbErr, SqlErr};
use unisson::store::DatabaseKind;

use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::{Raw, TestDb};
use crate::support::territory::Draft;

both_databases![
    five_minutes_of_somebody_belong_to_one_appointment,
    a_referral_has_one_expected_appointment_and_one_hold,
    a_message_is_written_once,
    keys_are_unique_in_their_territory,
    what_is_pointed_at_must_exist_and_stay,
    the_checks_find_what_a_careless_hand_did,
];

async fn booked(db: &TestDb) -> (App, Raw) {
    let app = db.app(Draft::new().site("melun").teams(2, "melun").referrals(2)).await;
    app.client("r-1").books_the_earliest().await;
    (app, db.raw().await)
}

fn is_duplicate(result: &Result<u64, DbErr>) -> bool {
    let error = result.as_ref().err().and_then(DbErr::sql_err);
    matches!(error, Some(SqlErr::UniqueConstraintViolation(_)))
}

fn is_dangling(result: &Result<u64, DbErr>) -> bool {
    let error = result.as_ref().err().and_then(DbErr::sql_err);
    matches!(error, Some(SqlErr::ForeignKeyConstraintViolation(_)))
}

/// A copy of a row of `table` with some columns changed: `column = expression`.
fn copy(table: &str, columns: &[&str], changes: &[(&str, &str)]) -> String {
    let values: Vec<&str> = columns
        .iter()
        .map(|column| changes.iter().find(|(name, _)| name == column).map_or(*column, |(_, value)| *value))
        .collect();
    format!(
        "INSERT INTO {table} ({}) SELECT {} FROM {table} LIMIT 1",
        quoted(columns).join(", "),
        values.join(", ")
    )
}

fn quoted(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| format!("\"{column}\"")).collect()
}

/// A UUID no row has.
const fn new_id(kind: DatabaseKind) -> &'static str {
    match kind {
        DatabaseKind::Sqlite => "randomblob(16)",
        DatabaseKind::Postgres => "gen_random_uuid()",
    }
}

const RESERVATION: &[&str] = &["resource_id", "quantum", "territory_id", "appointment_id", "expires_at"];
const APPOINTMENT: &[&str] = &[
    "id",
    "territory_id",
    "referral_id",
    "visit_type_id",
    "site_id",
    "mode",
    "from_quantum",
    "to_quantum",
    "state",
    "revision",
    "hold_ends_at",
    "cancelled_by",
    "cancel_reason",
    "created_at",
];
const MESSAGE: &[&str] = &[
    "id",
    "territory_id",
    "referral_id",
    "appointment_id",
    "revision",
    "kind",
    "reminder_offset",
    "channel",
    "recipient_id",
    "payload",
    "state",
    "due_at",
    "attempts",
    "claimed_until",
    "settled_at",
    "problem",
];

async fn five_minutes_of_somebody_belong_to_one_appointment(db: &TestDb) {
    let (_app, raw) = booked(db).await;
    assert!(is_duplicate(&raw.tries(&copy("reservation", RESERVATION, &[])).await));
    let another_time = copy("reservation", RESERVATION, &[("quantum", "1")]);
    assert_eq!(raw.tries(&another_time).await.unwrap(), 1);
}

async fn a_referral_has_one_expected_appointment_and_one_hold(db: &TestDb) {
    let (_app, raw) = booked(db).await;
    let another = |state| copy("appointment", APPOINTMENT, &[("id", new_id(db.kind())), ("state", state)]);
    assert!(is_duplicate(&raw.tries(&another("'booked'")).await), "a second expected one");
    for state in ["'cancelled'", "'closed'", "'no_show'", "'cancelled'"] {
        assert_eq!(raw.tries(&another(state)).await.unwrap(), 1, "{state} is over");
    }
    assert_eq!(raw.tries(&another("'held'")).await.unwrap(), 1);
    assert!(is_duplicate(&raw.tries(&another("'held'")).await), "a second hold");
}

async fn a_message_is_written_once(db: &TestDb) {
    let (_app, raw) = booked(db).await;
    let id = ("id", new_id(db.kind()));
    assert!(is_duplicate(&raw.tries(&copy("message", MESSAGE, &[id])).await));
    assert_eq!(raw.tries(&copy("message", MESSAGE, &[id, ("revision", "7")])).await.unwrap(), 1);
}

async fn keys_are_unique_in_their_territory(db: &TestDb) {
    let (_app, raw) = booked(db).await;
    for (table, id) in [("professional", "resource_id"), ("room", "resource_id"), ("referral", "id")] {
        let rename = format!(
            "UPDATE {table} SET key = (SELECT MIN(key) FROM {table}) WHERE key = (SELECT MAX(key) FROM {table})"
        );
        assert!(is_duplicate(&raw.tries(&rename).await), "{table}");
        let same = format!("UPDATE {table} SET key = key WHERE {id} IS NOT NULL");
        raw.tries(&same).await.unwrap();
    }
    let twin = "INSERT INTO territory (id, key, name, time_zone, holidays, created_at) \
                SELECT NEW_ID, key, name, time_zone, holidays, created_at FROM territory"
        .replace("NEW_ID", new_id(db.kind()));
    assert!(is_duplicate(&raw.tries(&twin).await));
}

async fn what_is_pointed_at_must_exist_and_stay(db: &TestDb) {
    let (_app, raw) = booked(db).await;
    let nobody = new_id(db.kind());
    for (table, column) in [
        ("appointment", "referral_id"),
        ("appointment", "site_id"),
        ("appointment", "visit_type_id"),
        ("appointment", "territory_id"),
        ("team_member", "resource_id"),
        ("team_member", "appointment_id"),
        ("reservation", "appointment_id"),
        ("message", "appointment_id"),
        ("appointment_event", "appointment_id"),
        ("referral", "beneficiary_id"),
        ("opening", "resource_id"),
        ("professional", "territory_id"),
        ("visit_type_role", "visit_type_id"),
    ] {
        let lost = format!("UPDATE {table} SET {column} = {nobody}");
        assert!(is_dangling(&raw.tries(&lost).await), "{table}.{column} points at nothing");
    }
    for table in ["territory", "site", "resource", "referral", "beneficiary", "visit_type", "appointment"] {
        let deleted = raw.tries(&format!("DELETE FROM {table}")).await;
        assert!(is_dangling(&deleted), "{table} is deleted from under what it holds: {deleted:?}");
    }
}

async fn the_checks_find_what_a_careless_hand_did(db: &TestDb) {
    let (app, raw) = booked(db).await;
    app.client("r-2").books_the_earliest().await;
    let found = async || -> Vec<&str> {
        let counts = unisson::store::integrity::run(&raw.0).await.unwrap();
        counts.into_iter().filter(|(_, count)| *count != 0).map(|(what, _)| what).collect()
    };
    assert!(found().await.is_empty());
    let lost = "DELETE FROM reservation WHERE quantum = (SELECT MIN(quantum) FROM reservation)";
    assert!(raw.tries(lost).await.unwrap() > 0);
    assert_eq!(found().await, ["a quantum of an expected appointment that is not reserved for it"]);
    raw.tries("UPDATE appointment SET state = 'cancelled'").await.unwrap();
    assert_eq!(found().await, ["a reservation without an appointment that takes time"]);
    raw.tries("DELETE FROM reservation").await.unwrap();
    raw.tries("DELETE FROM team_member").await.unwrap();
    raw.tries("UPDATE appointment SET state = 'booked'").await.unwrap();
    assert_eq!(found().await, ["an expected appointment without a team"]);
    raw.tries("UPDATE appointment SET state = 'cancelled'").await.unwrap();
    assert!(found().await.is_empty());
}
