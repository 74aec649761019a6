//! A database of the last version before the tables and columns got the glossary's words, migrated with its data: every
//! page shows what it showed before.
//!
//! `tests/fixtures/schema-0018.*.sql` hold the same rows for SQLite and PostgreSQL, made by the demo of that version
//! with the service key of the tests; `schema-0018/pages.jsonl` holds what its pages said, words and links without the
//! markup. A rescheduled appointment is `booked` there, which is the one difference that is meant.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::num::NonZeroU32;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use chrono::{DateTime, Utc};
use domain::ids::TerritoryId;
use http_body_util::BodyExt;
use migration::Migrator;
use sea_orm_migration::MigratorTrait;
use serde::Deserialize;
use serde_json::Value;
use tower::ServiceExt;
use unisson::actions;
use unisson::clock::{Clock, RandomSource};
use unisson::context::Context;
use unisson::keys::{KEY_BYTES, LinkSigner, PublicUrl, ServiceKey};
use unisson::store::{DatabaseKind, territories};
use unisson::web::api::Api;
use unisson::web::api::token::{Grant, Scope};
use unisson::web::{self, Public, State};

use crate::api::keys;
use crate::flows::sending::mailer;
use crate::support::both_databases;
use crate::support::database::{Raw, TestDb};

both_databases![
    a_migrated_database_shows_the_same_pages,
    its_rows_have_the_new_words_and_no_hash_without_a_key,
    the_step_goes_down_and_up_again_with_data,
];

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// The database as the version before left it.
async fn loaded(kind: DatabaseKind) -> TestDb {
    let file = match kind {
        DatabaseKind::Sqlite => "schema-0018.sqlite.sql",
        DatabaseKind::Postgres => "schema-0018.pg.sql",
    };
    let db = TestDb::empty(kind).await;
    // An SQLite file is made by opening it as the service does.
    drop(db.open().await);
    let sql = fs::read_to_string(format!("{FOLDER}/{file}")).unwrap();
    db.raw().await.tries(&sql).await.unwrap();
    db
}

#[derive(Deserialize)]
struct Requests {
    now: DateTime<Utc>,
    cookies: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Page {
    name: String,
    method: String,
    path: String,
    who: String,
    status: u16,
    body: Option<Value>,
    location: Option<String>,
    shows: Option<Value>,
}

fn requests() -> Requests {
    serde_json::from_str(&fs::read_to_string(format!("{FOLDER}/schema-0018/requests.json")).unwrap()).unwrap()
}

fn pages() -> Vec<Page> {
    let text = fs::read_to_string(format!("{FOLDER}/schema-0018/pages.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn started(db: &TestDb, now: DateTime<Utc>) -> Context {
    let opened = db.open().await;
    opened.migrate().await.unwrap();
    let mut links = LinkSigner::with_key(ServiceKey::new(&[7; KEY_BYTES]));
    links.public_url = Some(PublicUrl::parse("https://rdv.exemple.fr").unwrap());
    let ctx = Context::new(opened, Clock::standing_at(now), RandomSource::seeded(7)).with_links(Some(links));
    actions::rekey_addresses(&ctx).await.unwrap();
    ctx
}

fn service(ctx: &Context) -> Router {
    web::router(State {
        ctx: ctx.clone(),
        mail_folder: None,
        api: Api::new(Some(keys()), NonZeroU32::new(100_000).unwrap()),
        sender: mailer(std::path::Path::new("")).service,
        public: Public::default(),
        sms_price: Some(450),
        sso: None,
    })
}

/// Words of a page and the addresses of its links, without the markup.
fn words(html: &str) -> String {
    let (mut said, mut rest) = (String::new(), html);
    while let Some(begins) = rest.find('<') {
        let ends = begins + rest[begins..].find('>').unwrap();
        let tag = &rest[begins..=ends];
        said.push_str(&rest[..begins]);
        if let Some((_, address)) =
            tag.strip_prefix("<a ").and_then(|attributes| attributes.split_once("href=\""))
        {
            said.extend([" [", address.split('"').next().unwrap(), "] "]);
        }
        said.push(' ');
        rest = &rest[ends + 1..];
        for skipped in ["style", "script"] {
            if tag[1..].starts_with(skipped) {
                rest = &rest[rest.find(&format!("</{skipped}")).unwrap()..];
            }
        }
    }
    said.push_str(rest);
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of an answer in the form of the stored pages.
fn shown(kind: &str, text: &str) -> Value {
    match kind.split(';').next().unwrap() {
        "text/html" => Value::String(words(text)),
        "application/json" | "application/problem+json" => serde_json::from_str(text).unwrap(),
        "text/calendar" => {
            let lines: Vec<&str> = text.split("\r\n").filter(|line| !line.starts_with("PRODID")).collect();
            Value::String(lines.join(" "))
        }
        _ => Value::String(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

async fn asks(
    ctx: &Context,
    territory: TerritoryId,
    cookies: &BTreeMap<String, String>,
    page: &Page,
) -> (u16, Option<String>, Value) {
    let mut request = Request::builder()
        .method(page.method.as_str())
        .uri(&page.path)
        .header(header::HOST, "rdv.exemple.fr")
        .header(header::ACCEPT_LANGUAGE, "fr")
        .extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 50], 40000))));
    if let Some(client) = page.who.strip_prefix("api:") {
        let grant = Grant { client: client.to_owned(), territory, scopes: Scope::ALL.into() };
        let token = keys().mint(&grant, ctx.now(), 86_400, uuid::Uuid::nil()).unwrap();
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    } else if !page.who.is_empty() {
        request = request.header(header::COOKIE, &cookies[&page.who]);
    }
    let body = page.body.as_ref().map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = request.header(header::CONTENT_TYPE, "application/json").body(body).unwrap();
    let answer = service(ctx).oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let named = |name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (kind, location) = (named(header::CONTENT_TYPE).unwrap_or_default(), named(header::LOCATION));
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, location, shown(&kind, std::str::from_utf8(&bytes).unwrap()))
}

async fn a_migrated_database_shows_the_same_pages(db: &TestDb) {
    let db = loaded(db.kind()).await;
    let Requests { now, cookies } = requests();
    let ctx = started(&db, now).await;
    let (territory, ..) = territories::list(ctx.db.read()).await.unwrap()[0];
    let mut different = Vec::new();
    let mut pages = pages();
    // An account's page shows when its sessions were last used: before the other pages use them.
    pages.sort_by_key(|page| !page.name.starts_with("office-account-"));
    for page in pages {
        let (status, location, shows) = asks(&ctx, territory, &cookies, &page).await;
        let same = page.shows.as_ref().is_none_or(|shown| *shown == shows);
        if (status, &location) != (page.status, &page.location) || !same {
            let was = page.shows.map(|shown| shown.to_string()).unwrap_or_default();
            different.push(format!(
                "{}: {status} {location:?}, was {} {:?}\n  was {was}\n  is  {shows}",
                page.name, page.status, page.location
            ));
        }
    }
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}

async fn its_rows_have_the_new_words_and_no_hash_without_a_key(db: &TestDb) {
    let db = loaded(db.kind()).await;
    let raw = db.raw().await;
    let count = async |sql: &str| raw.counts(&format!("SELECT COUNT(*) AS n FROM {sql}")).await;
    let [booked, moved] =
        [count("appointment WHERE state = 'booked'").await, count("appointment WHERE state = 'moved'").await];
    let (bad, slots) = (count("bad_channel").await, count("freed_place").await);
    assert!(moved > 0 && count("appointment_event WHERE detail LIKE '%\"moved\"%'").await > 0);
    assert!(bad > 0 && slots > 0 && count("message WHERE sent_to IS NOT NULL").await > 0);
    started(&db, requests().now).await;
    assert_eq!(count("appointment WHERE state = 'booked'").await, booked + moved);
    for none in [
        "appointment WHERE state = 'moved'",
        "undo WHERE state = 'moved'",
        "appointment_event WHERE detail LIKE '%\"moved\"%'",
        "message WHERE sent_to IS NOT NULL",
        "message WHERE channel = 'mail' AND reference IS NOT NULL",
        "bad_channel WHERE LENGTH(address_hash) <> 43",
    ] {
        assert_eq!(count(none).await, 0, "{none}");
    }
    assert_eq!((count("bad_channel").await, count("waitlist_slot").await), (bad, slots));
}

async fn the_step_goes_down_and_up_again_with_data(db: &TestDb) {
    let db = loaded(db.kind()).await;
    let raw = db.raw().await;
    let before = sums(&raw, ["person_term", "freed_place", "referral_wish"]).await;
    Migrator::up(&raw.0, None).await.unwrap();
    let after = ["beneficiary_term", "waitlist_slot", "referral_need"];
    assert_eq!(sums(&raw, after).await, before);
    let later = Migrator::migrations().len() - 18;
    Migrator::down(&raw.0, Some(u32::try_from(later).unwrap())).await.unwrap();
    assert_eq!(sums(&raw, ["person_term", "freed_place", "referral_wish"]).await, before);
    raw.tries("UPDATE message SET turn = turn, step = step, facts = facts").await.unwrap();
    Migrator::up(&raw.0, None).await.unwrap();
    assert_eq!(sums(&raw, after).await, before);
}

async fn sums(raw: &Raw, tables: [&str; 3]) -> Vec<i64> {
    let mut sums = Vec::new();
    for table in tables {
        sums.push(raw.counts(&format!("SELECT COUNT(*) AS n FROM {table}")).await);
    }
    sums
}
