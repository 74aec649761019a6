//! What partners hand in: referrals, calendars, changes of a territory.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use unisson::actions;

use super::{Answer, Partner};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{Draft, small};

both_databases![
    a_referral_comes_in_once_and_can_be_offered_something,
    one_bad_referral_keeps_all_of_them_out,
    a_calendar_takes_time_away_and_a_bad_one_gives_nothing_back,
    a_hostile_calendar_is_refused_and_never_means_free,
    a_site_more_is_there_at_once,
];

fn referral(key: &str) -> Value {
    json!({
        "file_number": key, "given_name": "Samia", "family_name": "Benali", "born_on": "1990-05-17",
        "received_on": "2027-01-02", "organisation": "dep", "site": "melun",
    })
}

async fn a_referral_comes_in_once_and_can_be_offered_something(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let body = json!({"referrals": [referral("caf-1"), referral("caf-2")]});
    let first = partner.post("/v1/referrals", &body).await;
    assert_eq!((first.status, &first.json()["added"]), (StatusCode::OK, &json!(2)), "{}", first.text);
    let again = partner.post("/v1/referrals", &body).await;
    assert_eq!(again.json(), json!({"added": 0, "changed": 0, "unchanged": 2}), "{}", again.text);
    assert_eq!(partner.search("caf-1").await.json()["offers"].as_array().unwrap().len(), 3);
    let wait = partner.get("/v1/waiting-time?organisation=dep").await.json();
    assert_eq!(wait["n"], 2, "the organisation in charge is a filter");
    let refused = partner.get("/v1/waiting-time?organisation=nobody").await;
    assert_eq!(refused.wrong_fields(), ["organisation"]);
}

async fn one_bad_referral_keeps_all_of_them_out(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    for (field, wrong) in [
        ("received_on", json!("2027-02-02")),
        ("site", json!("nowhere")),
        ("organisation", json!("nobody")),
        ("born_on", json!("1790-01-01")),
        ("email", json!("samia")),
        ("language", json!("French")),
        ("family_name", json!("190057512345622")),
    ] {
        let mut bad = referral("caf-2");
        bad[field] = wrong;
        let refused = partner.post("/v1/referrals", &json!({"referrals": [referral("caf-1"), bad]})).await;
        assert_eq!(
            (refused.status, refused.problem().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid")
        );
        let fields = refused.wrong_fields();
        assert!(fields.len() == 1 && fields[0].contains("caf-2") && fields[0].ends_with(field), "{fields:?}");
        assert!(
            !refused.text.contains("190057512345622"),
            "a number that looks like the NIR is not repeated"
        );
    }
    assert_eq!(partner.search("caf-1").await.status, StatusCode::NOT_FOUND, "nothing was stored");
}

async fn put_calendar(partner: &Partner, text: String) -> Answer {
    let path = "/v1/professionals/s-1/calendars/outlook";
    partner.send(Method::PUT, path, &[("content-type", "text/calendar")], Body::from(text)).await
}

fn calendar(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//FR\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20270101T000000Z\r\nSUMMARY:Secret\r\n{lines}END:VEVENT\r\n")
}

async fn a_calendar_takes_time_away_and_a_bad_one_gives_nothing_back(db: &TestDb) {
    let app = db.app(Draft::new().site("melun").teams(1, "melun").referrals(1)).await;
    let partner = app.partner();
    let morning = event("DTSTART:20270104T080000Z\r\nDTEND:20270104T110000Z\r\n");
    let taken = put_calendar(&partner, calendar(&morning)).await;
    assert_eq!(taken.json(), json!({"events": 1, "busy": 1, "warnings": []}), "{}", taken.text);
    let earliest = || async { partner.search("r-1").await.json()["certificate"]["earliest"].clone() };
    assert_eq!(earliest().await, "2027-01-04T13:00:00Z");
    let bad = put_calendar(&partner, calendar(&event("DTSTART:nonsense\r\n"))).await;
    assert_eq!((bad.status, bad.wrong_fields()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["body".to_owned()]));
    assert_eq!(earliest().await, "2027-01-04T13:00:00Z", "what was busy stays busy");
    assert!(!bad.text.contains("Secret"));
    let nobody = partner.send(
        Method::PUT,
        "/v1/professionals/nobody/calendars/a",
        &[("content-type", "text/calendar")],
        Body::from(calendar("")),
    );
    assert_eq!(nobody.await.status, StatusCode::NOT_FOUND);
    assert_eq!(put_calendar(&partner, calendar("")).await.status, StatusCode::OK);
    assert_eq!(earliest().await, "2027-01-04T08:00:00Z");
}

async fn a_hostile_calendar_is_refused_and_never_means_free(db: &TestDb) {
    let app = db.app(Draft::new().site("melun").teams(1, "melun").referrals(1)).await;
    let partner = app.partner();
    let secondly = event("DTSTART:19700101T000000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY\r\n");
    let many = event("DTSTART:20270104T080000Z\r\nDTEND:20270104T090000Z\r\n").repeat(70_000);
    for (text, status) in [
        (calendar(&secondly), StatusCode::UNPROCESSABLE_ENTITY),
        (calendar(&many), StatusCode::UNPROCESSABLE_ENTITY),
        ("x".repeat(50 * 1024 * 1024), StatusCode::PAYLOAD_TOO_LARGE),
        ("\u{0}\u{1}".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let refused = put_calendar(&partner, text).await;
        assert_eq!(refused.status, status, "{}", refused.text);
        refused.problem();
    }
}

async fn a_site_more_is_there_at_once(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let mut document = small().site("nemours").room("nemours-1", "nemours").0;
    "Autre nom".clone_into(&mut document.name);
    let document = serde_json::to_value(&document).unwrap();
    let sent = |document: Value| {
        let partner = partner.clone();
        async move {
            let headers = [("content-type", "application/json")];
            partner.send(Method::PATCH, "/v1/territory", &headers, Body::from(document.to_string())).await
        }
    };
    let changed = sent(document.clone()).await;
    assert_eq!(changed.json()["changed"], json!(true), "{}", changed.text);
    let told = partner.get("/v1/territory").await.json();
    assert_eq!((&told["name"], told["sites"].as_array().unwrap().len()), (&json!("Autre nom"), 3));
    assert_eq!(sent(document.clone()).await.json()["changed"], json!(false));
    let mut other = Draft::new().site("ailleurs").teams(1, "ailleurs");
    "other".clone_into(&mut other.0.key);
    actions::create_territory(&app.ctx, &other.0).await.unwrap();
    let refused = sent(serde_json::to_value(&other.0).unwrap()).await;
    assert_eq!(refused.wrong_fields(), ["key"], "{}", refused.text);
    let mut broken = document;
    broken["sites"][0]["colour"] = json!("blue");
    let refused = sent(broken).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("colour"), "{}", refused.text);
}
