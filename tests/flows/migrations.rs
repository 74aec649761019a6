//! The schema: up, down and up again, by one replica of many, and what the entities think it is.

use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, QuerySelect, Statement};
use unisson::store::{DatabaseKind, Db};

use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::small;

both_databases![
    the_schema_goes_up_and_down_and_up_again,
    replicas_that_start_together_migrate_once,
    a_migrated_database_is_left_alone,
    every_entity_is_as_the_schema_has_it,
    nothing_of_one_agenda_walks_through_the_territory,
];

/// Tables and indexes of ours. SQLite makes indexes for keys as well, under names of its own.
async fn things(db: &TestDb) -> i64 {
    let sql = match db.kind() {
        DatabaseKind::Sqlite => {
            "SELECT COUNT(*) AS n FROM sqlite_master \
             WHERE name <> 'seaql_migrations' AND name NOT LIKE 'sqlite_%'"
        }
        DatabaseKind::Postgres => {
            "SELECT COUNT(*) AS n FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace \
             WHERE s.nspname = 'public' AND c.relname NOT LIKE 'seaql_%'"
        }
    };
    db.raw().await.counts(sql).await
}

async fn the_schema_goes_up_and_down_and_up_again(db: &TestDb) {
    // The outer database is only there to say which kind; the journey begins with nothing.
    let fresh = TestDb::empty(db.kind()).await;
    let service = fresh.open().await;
    let steps = service.pending_migrations().await.unwrap();
    assert_eq!(things(&fresh).await, 0, "asking changes nothing");
    assert!(steps.len() >= 5, "{steps:?}");
    service.migrate().await.unwrap();
    assert!(service.pending_migrations().await.unwrap().is_empty());
    let up = things(&fresh).await;
    assert!(up > 28);
    service.unmigrate().await.unwrap();
    assert_eq!(things(&fresh).await, 0, "nothing is left behind");
    assert_eq!(service.pending_migrations().await.unwrap(), steps);
    service.migrate().await.unwrap();
    assert_eq!(things(&fresh).await, up);
    fresh.app(small()).await.client("r-1").books_the_earliest().await;
}

async fn replicas_that_start_together_migrate_once(db: &TestDb) {
    let fresh = TestDb::empty(db.kind()).await;
    let mut replicas: Vec<Db> = Vec::new();
    for _ in 0..4 {
        replicas.push(fresh.open().await);
    }
    let starting: Vec<_> =
        replicas.into_iter().map(|replica| tokio::spawn(async move { replica.migrate().await })).collect();
    for replica in starting {
        replica.await.unwrap().unwrap();
    }
    let applied = fresh.raw().await.counts("SELECT COUNT(*) AS n FROM seaql_migrations").await;
    let steps = db.raw().await.counts("SELECT COUNT(*) AS n FROM seaql_migrations").await;
    assert_eq!(applied, steps);
}

async fn a_migrated_database_is_left_alone(db: &TestDb) {
    let app = db.app(small()).await;
    let booked = app.client("r-1").books_the_earliest().await;
    app.ctx.db.migrate().await.unwrap();
    assert_eq!(app.team_of(booked.appointment).await.len(), 3);
}

async fn nothing_of<E: EntityTrait>(db: &DatabaseConnection) {
    // A column that the table does not have, or a table that is not there, is an error even so.
    E::find().limit(0).all(db).await.unwrap();
}

async fn every_entity_is_as_the_schema_has_it(db: &TestDb) {
    let raw = db.raw().await;
    macro_rules! select_nothing {
        ($($table:ident),+ $(,)?) => {{
            $(nothing_of::<entity::$table::Entity>(&raw.0).await;)+
            [$(stringify!($table)),+]
        }};
    }
    let mut known = select_nothing![
        absence,
        account,
        account_grant,
        account_identity,
        account_link,
        account_session,
        appointment,
        appointment_event,
        attempt,
        bad_channel,
        beneficiary,
        booking_session,
        busy_time,
        calendar_answer,
        calendar_source,
        callback,
        waitlist_slot,
        idempotency_key,
        invitation,
        legal_limit,
        message,
        name_key,
        opening,
        opening_exception,
        opening_visit_type,
        organisation,
        beneficiary_term,
        professional,
        professional_organisation,
        reception,
        referral,
        referral_need,
        refused_channel,
        reservation,
        resource,
        resource_role,
        room,
        site,
        site_hours,
        sms_part,
        sms_reply,
        source_statement,
        team_member,
        territory,
        travel,
        undo,
        value_check,
        value_edit,
        visit_type,
        visit_type_role,
    ]
    .map(str::to_owned);
    known.sort_unstable();
    assert_eq!(tables(db.kind(), &raw.0).await, known, "each table has its entity");
}

async fn tables(kind: DatabaseKind, db: &DatabaseConnection) -> Vec<String> {
    let sql = match kind {
        DatabaseKind::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        DatabaseKind::Postgres => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'",
    };
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    let mut names: Vec<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    names.retain(|name| name != "seaql_migrations");
    names.sort_unstable();
    names
}

/// PostgreSQL chooses by statistics, which a new database does not have.
async fn nothing_of_one_agenda_walks_through_the_territory(db: &TestDb) {
    if db.kind() == DatabaseKind::Postgres {
        return;
    }
    let raw = db.raw().await;
    let (some, one) = ("IN (x'01', x'02', x'03')", "= x'01'");
    for (table, column, which) in [
        ("resource_role", "resource_id", some),
        ("opening", "resource_id", some),
        ("absence", "resource_id", some),
        ("busy_time", "resource_id", some),
        ("team_member", "resource_id", some),
        ("appointment", "referral_id", one),
        ("message", "appointment_id", one),
        ("professional", "resource_id", some),
        ("room", "resource_id", some),
        ("resource", "id", some),
        ("reservation", "appointment_id", one),
    ] {
        let territory = if table == "reservation" { "" } else { "territory_id = x'00' AND" };
        let sql = format!("EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {territory} {column} {which}");
        let statement = Statement::from_string(raw.0.get_database_backend(), sql);
        let plan: String =
            raw.0.query_one_raw(statement).await.unwrap().unwrap().try_get("", "detail").unwrap();
        assert!(plan.contains(&format!("{column}=?")), "{table}: {plan}");
    }
}
