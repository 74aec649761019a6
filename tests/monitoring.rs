//! What whoever watches the service sees: numbers and log lines, and nobody's name in them.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use unisson::store::DatabaseKind;
use unisson::web::{self, Drain, with_drain};

use crate::flows::sending::{mailer, one_team};
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::http::Caller;
use crate::support::relay::{Answer, Relay};
use crate::support::service::Home;
use crate::support::territory::{DIAGNOSTIC, Draft};

both_databases![
    requests_are_counted_by_template_and_never_by_address,
    actions_messages_and_agendas_are_counted,
    a_request_has_one_name_and_takes_one_only_from_a_trusted_header,
    a_draining_service_is_not_ready_and_still_answers,
    a_service_whose_queries_fail_is_not_ready,
    a_service_whose_queries_hang_is_not_ready,
    a_service_with_a_broken_job_is_not_ready_and_one_with_a_failing_job_is,
];

/// The numbers, by name and labels as they are written.
fn read(text: &str) -> BTreeMap<String, String> {
    assert!(text.ends_with("# EOF\n"), "{text}");
    let mut found = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
        assert_eq!(found.insert(name.to_owned(), value.to_owned()), None, "twice: {line}");
    }
    found
}

async fn scraped(app: &App) -> (String, BTreeMap<String, String>) {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let answer = web::metrics::router(app.ctx.clone()).oneshot(request).await.unwrap();
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/openmetrics-text; version=1.0.0"), "{kind}");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let numbers = read(&text);
    (text, numbers)
}

async fn requests_are_counted_by_template_and_never_by_address(db: &TestDb) {
    let app = db.app(one_team()).await;
    let partner = app.partner();
    let id = partner.books_the_first("r-1").await;
    partner.get(&format!("/v1/appointments/{id}")).await;
    for path in ["/Samia-Benali", "/v1/samia@courriel.example", "/v1/appointments?from=Samia", "/?nom=Benali"]
    {
        partner.get(path).await;
    }
    partner.send(Method::from_bytes(b"SAMIA").unwrap(), "/", &[], Body::empty()).await;
    let (text, numbers) = scraped(&app).await;
    let count = |route: &str, method: &str, status: &str| {
        let labels = format!("{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}}");
        numbers.get(&format!("unisson_http_request_duration_seconds_count{labels}")).map(String::as_str)
    };
    assert_eq!(count("/v1/appointments/{id}", "GET", "2xx"), Some("1"), "{text}");
    assert_eq!(count("/v1/holds", "POST", "2xx"), Some("1"));
    assert_eq!(count("/v1/appointments", "GET", "4xx"), Some("1"));
    assert_eq!(count("none", "GET", "4xx"), Some("1"));
    assert_eq!(count("/", "other", "4xx"), Some("1"));
    for words in ["amia", "SAMIA", "enali", "courriel", id.as_str()] {
        assert!(!text.contains(words), "{words}: {text}");
    }
    let buckets =
        numbers.keys().filter(|name| name.starts_with("unisson_http_request_duration_seconds_bucket"));
    assert!(buckets.clone().count() > 12 && buckets.clone().any(|name| name.contains("le=\"+Inf\"")));
}

async fn actions_messages_and_agendas_are_counted(db: &TestDb) {
    let app = db.app(one_team()).await;
    let client = app.client("r-1");
    let booked = client.books_at("2027-01-05 09:00", "melun").await.unwrap();
    assert!(client.books_at("2027-01-05 10:00", "melun").await.is_err());
    let (_, before) = scraped(&app).await;
    let number = |numbers: &BTreeMap<String, String>, name: &str| {
        numbers.get(&format!("unisson_{name}")).cloned().unwrap_or_else(|| panic!("{name}: {numbers:?}"))
    };
    assert_eq!(number(&before, "actions_total{action=\"hold\",outcome=\"done\"}"), "1");
    assert_eq!(number(&before, "actions_total{action=\"hold\",outcome=\"already_booked\"}"), "1");
    assert_eq!(number(&before, "actions_total{action=\"book\",outcome=\"done\"}"), "1");
    assert_eq!(number(&before, "messages{state=\"planned\"}"), "5");
    assert_eq!(number(&before, "message_oldest_due_seconds"), "0");
    assert_eq!(
        [number(&before, "agenda_cache_territories"), number(&before, "agenda_cache_agendas")],
        ["1", "3"]
    );
    assert_eq!(number(&before, "database_up"), "1");
    assert!(number(&before, "database_connections{access=\"read\",state=\"idle\"}") != "0");
    app.wait(chrono::Duration::minutes(5));
    let (_, later) = scraped(&app).await;
    assert_eq!(number(&later, "message_oldest_due_seconds"), "300");
    assert_eq!(number(&later, "agenda_cache_age_seconds"), "300.0");
    let folder = TempDir::new().unwrap();
    unisson::jobs::send_messages::run_all(&app.ctx, &mailer(folder.path())).await.unwrap();
    app.moves(booked.appointment, crate::support::app::at("2027-01-05 11:00")).await.unwrap();
    let (_, after) = scraped(&app).await;
    assert_eq!(number(&after, "messages{state=\"planned\"}"), "5", "those of the move");
    assert_eq!(number(&after, "deliveries_total{kind=\"invitation\",outcome=\"sent\"}"), "2");
    assert_eq!(number(&after, "actions_total{action=\"move\",outcome=\"done\"}"), "1");
}

async fn a_request_has_one_name_and_takes_one_only_from_a_trusted_header(db: &TestDb) {
    let app = db.app(one_team()).await;
    let service = app.service(std::num::NonZeroU32::MAX);
    let named = async |router: axum::Router, header: &str, value: &str| {
        let request = Request::get("/health/live").header(header, value).body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        answer.headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    let given = "a-proxy-said-so-1";
    let first = named(service.clone(), "x-request-id", given).await;
    assert_ne!(first, given, "nobody is trusted unless told so");
    assert_ne!(first, named(service.clone(), "x-request-id", given).await);
    let behind = with_drain(service, Drain::default(), Some("x-request-id".parse().unwrap()));
    assert_eq!(named(behind.clone(), "x-request-id", given).await, given);
    assert_ne!(
        named(behind.clone(), "x-request-id", "samia@courriel.example").await,
        "samia@courriel.example"
    );
    assert_ne!(named(behind, "x-other", given).await, given);
}

async fn a_draining_service_is_not_ready_and_still_answers(db: &TestDb) {
    let app = db.app(one_team()).await;
    let leaving = Drain::default();
    let service = with_drain(app.service(std::num::NonZeroU32::MAX), leaving.clone(), None);
    let get = async |path: &str| {
        service.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    };
    assert_eq!(get("/health/ready").await.status(), StatusCode::OK);
    leaving.begin();
    assert_eq!(get("/health/ready").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    let page = get("/").await;
    assert_eq!((page.status(), &page.headers()["connection"]), (StatusCode::OK, &"close".parse().unwrap()));
}

/// What `/health/ready` answers.
async fn readiness(app: &App) -> (StatusCode, String) {
    let request = Request::get("/health/ready").body(Body::empty()).unwrap();
    let answer = app.service(std::num::NonZeroU32::MAX).oneshot(request).await.unwrap();
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn a_service_whose_queries_fail_is_not_ready(db: &TestDb) {
    let app = db.app(one_team()).await;
    assert_eq!(readiness(&app).await, (StatusCode::OK, "ok\n".to_owned()));
    let raw = db.raw().await;
    raw.tries("ALTER TABLE territory RENAME TO away").await.unwrap();
    let broken = readiness(&app).await;
    raw.tries("ALTER TABLE away RENAME TO territory").await.unwrap();
    let expected = "the database cannot be read\n".to_owned();
    assert_eq!(broken, (StatusCode::SERVICE_UNAVAILABLE, expected));
    assert_eq!(readiness(&app).await.0, StatusCode::OK);
}

async fn a_service_whose_queries_hang_is_not_ready(db: &TestDb) {
    // Nobody can make a reader of SQLite wait: its journal is written ahead.
    if db.kind() == DatabaseKind::Sqlite {
        return;
    }
    let app = db.app(one_team()).await;
    let raw = db.raw().await;
    let lock = raw.0.begin().await.unwrap();
    lock.execute_unprepared("LOCK TABLE territory IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let since = std::time::Instant::now();
    let expected = "the database does not answer in time\n".to_owned();
    assert_eq!(readiness(&app).await, (StatusCode::SERVICE_UNAVAILABLE, expected));
    assert!(since.elapsed() < std::time::Duration::from_secs(10));
    lock.rollback().await.unwrap();
    assert_eq!(readiness(&app).await.0, StatusCode::OK);
}

async fn a_service_with_a_broken_job_is_not_ready_and_one_with_a_failing_job_is(db: &TestDb) {
    let app = db.app(one_team()).await;
    let jobs = &app.ctx.metrics.jobs;
    for _ in 0..10 {
        jobs.failed("send_messages");
        let _ = jobs.panicked("purge");
    }
    let (status, body) = readiness(&app).await;
    assert_eq!((status, body.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "broken jobs: purge\n"));
    jobs.succeeded("purge", app.ctx.now().timestamp());
    assert_eq!(readiness(&app).await.0, StatusCode::OK);
    let (text, numbers) = scraped(&app).await;
    let last = numbers.get("unisson_job_last_success_timestamp_seconds{job=\"purge\"}");
    assert_eq!(last, Some(&app.ctx.now().timestamp().to_string()), "{text}");
}

/// Words that only a person's name, address, telephone or birthday would put into a log.
const TELLING: [&str; 7] =
    ["Zoélie", "Zo%C3%A9lie", "Quatremère", "zq.vaucanson", "courriel-secret", "0612345678", "1987-06-05"];

/// A service with one person of a telling name, and a relay that answers so.
fn telling(folder: &TempDir, answer: Answer) -> (Home, Relay) {
    let mut draft = Draft::new().site("melun").teams(2, "melun").referrals(2).since_long();
    for person in &mut draft.0.referrals {
        "Zoélie".clone_into(&mut person.given_name);
        "Quatremère-Vaucanson".clone_into(&mut person.family_name);
        person.email = Some("zq.vaucanson@courriel-secret.example".to_owned());
        person.phone = Some("0612345678".to_owned());
        person.born_on = chrono::NaiveDate::from_ymd_opt(1987, 6, 5);
    }
    let relay = Relay::listening(move || answer);
    let home = Home::new(folder.path(), "sqlite://unisson.db")
        .with("UNISSON_SMTP_HOST", "127.0.0.1")
        .with("UNISSON_SMTP_PORT", &relay.port.to_string())
        .with("UNISSON_SMTP_ENCRYPTION", "none")
        .with("UNISSON_METRICS_LISTEN", "127.0.0.1:0")
        .with("RUST_LOG", "info,unisson=trace,tower_http=trace,axum=trace");
    home.takes_over(&draft);
    (home, relay)
}

/// Books for somebody over HTTP, then asks for what cannot be in every way somebody could.
fn lives(caller: &Caller) -> String {
    let ask = json!({"visit_type": DIAGNOSTIC, "referral": "r-1"}).to_string();
    let found = caller.asks("POST", "/v1/joint-availability", &[], &ask).unwrap().json();
    let held = json!({"hold_token": found["offers"][0]["hold_token"]});
    let held = caller.posts("/v1/holds", "h zq.vaucanson", &held).unwrap().json();
    let booked = caller.posts("/v1/appointments", "b 0612345678", &json!({"hold": held["id"]})).unwrap();
    assert_eq!(booked.status, 201, "{}", booked.body);
    let id = booked.json()["id"].as_str().unwrap().to_owned();
    let mail = "zq.vaucanson@courriel-secret.example";
    let paths =
        ["/Zo%C3%A9lie/0612345678", "/v1/zq.vaucanson", "/?born=1987-06-05", "/v1/referrals/Zo%C3%A9lie"];
    for path in paths {
        caller
            .asks("GET", path, &[("X-Request-Id", mail), ("Referer", mail), ("User-Agent", mail)], "")
            .unwrap();
    }
    let wrong: [Value; 3] = [
        json!({"visit_type": "Zoélie", "referral": mail}),
        json!({"zq.vaucanson": "0612345678"}),
        json!({"visit_type": DIAGNOSTIC, "referral": "Quatremère", "not_before": "1987-06-05"}),
    ];
    for body in wrong {
        let answer = caller.asks("POST", "/v1/joint-availability", &[], &body.to_string()).unwrap();
        assert!((400..500).contains(&answer.status), "{}", answer.body);
    }
    let stranger = Caller { token: Some(mail.to_owned()), ..caller.clone() };
    assert_eq!(stranger.gets("/v1/territory").unwrap().status, 401);
    id
}

#[test]
fn nobodys_name_address_or_telephone_is_logged_whatever_happens() {
    for answer in [Answer::Refuses, Answer::TakesAndBreaks] {
        let folder = TempDir::new().unwrap();
        let (home, relay) = telling(&folder, answer);
        let service = home.serves();
        let id = lives(&service.caller(&home.token()));
        let numbers = Caller { address: service.numbers.unwrap(), token: None }.gets("/metrics").unwrap();
        assert!(numbers.body.ends_with("# EOF\n"), "{}", numbers.body);
        service.leave();
        let mut service = service;
        assert!(service.ends_well());
        home.tries(&["send"]);
        let said = home.runs(&["messages"]) + &home.runs(&["doctor"]);
        let log = home.log();
        for line in log.lines() {
            let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert!(line["timestamp"].is_string() && line["fields"]["message"].is_string(), "{line}");
        }
        for words in ["answered", "/v1/holds", "\"http.status\":201", "request.id", "a message was not sent"]
        {
            assert!(log.contains(words), "the log tells of {words}: {log}");
        }
        let whole = format!("{log}{said}{}", numbers.body);
        for words in TELLING {
            assert!(!whole.contains(words), "{words} is in {whole}");
        }
        assert!(!log.contains(&id), "nor an identifier out of an address");
        if answer == Answer::Refuses {
            assert!(said.contains("550"), "{said}");
        } else {
            assert!(relay.mails().iter().any(|mail| mail.contains("courriel-secret")));
        }
    }
}
