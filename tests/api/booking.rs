//! The main job over HTTP.

use axum::http::{StatusCode, header};
use serde_json::json;

use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{DIAGNOSTIC, Draft, small};

both_databases![
    a_partner_searches_holds_books_moves_and_cancels,
    a_search_for_who_has_an_appointment_offers_other_hours,
    a_taken_time_comes_with_the_next_offers,
    why_not_earlier_is_told_when_it_is_asked,
    a_hold_is_extended_and_given_back,
    an_appointment_is_moved_in_the_version_that_was_read,
    an_absence_gives_appointments_to_colleagues,
    the_outcome_stops_the_clock,
    a_referral_is_closed,
    appointments_are_listed_by_pages_that_do_not_shift,
];

async fn a_partner_searches_holds_books_moves_and_cancels(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let found = partner.search("r-1").await.json();
    let offers = found["offers"].as_array().unwrap();
    assert_eq!(offers.len(), 3);
    assert_eq!(offers[0]["start"], "2027-01-04T08:00:00Z");
    assert_eq!(found["certificate"]["earliest"], offers[0]["start"]);
    assert!(offers.iter().all(|offer| offer["alternatives"].as_u64().unwrap() > 0));
    assert!(!found.to_string().contains("Agent"), "nobody is named before the booking");
    let id = partner.books_the_first("r-1").await;
    let read = partner.get(&format!("/v1/appointments/{id}")).await;
    let body = read.json();
    assert_eq!(
        (&body["state"], &body["site"], &body["mode"]),
        (&json!("booked"), &json!("melun"), &json!("onsite"))
    );
    assert_eq!(body["team"].as_array().unwrap().len(), 3);
    let version = read.headers[header::ETAG].to_str().unwrap();
    let to = json!({"start": offers[1]["start"], "site": offers[1]["site"]});
    let moved = partner.patch(&format!("/v1/appointments/{id}"), version, &to).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.text);
    assert_eq!((&moved.json()["state"], &moved.json()["start"]), (&json!("booked"), &offers[1]["start"]));
    let why = json!({"by": "beneficiary", "why": "asked"});
    let cancelled = partner.post(&format!("/v1/appointments/{id}/cancellation"), &why).await;
    assert_eq!(cancelled.json()["state"], "cancelled");
    assert_eq!(cancelled.json()["cancelled"], why);
    let again = partner.post(&format!("/v1/appointments/{id}/cancellation"), &why).await;
    assert_eq!((again.status, again.problem().as_str()), (StatusCode::CONFLICT, "conflict"));
}

async fn a_search_for_who_has_an_appointment_offers_other_hours(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let id = partner.books_the_first("r-1").await;
    let had = partner.get(&format!("/v1/appointments/{id}")).await.json()["start"].clone();
    let found = partner.search("r-1").await.json();
    let offers = found["offers"].as_array().unwrap();
    assert!(offers.len() == 3 && offers.iter().all(|offer| offer["start"] != had), "{offers:?}");
    assert_eq!(found["certificate"]["earliest"], offers[0]["start"]);
    let meaux = json!({"visit_type": DIAGNOSTIC, "referral": "r-1", "sites": ["meaux"]});
    let elsewhere = partner.post("/v1/joint-availability", &meaux).await.json();
    assert_eq!(elsewhere["offers"][0]["start"], had, "at another place that was asked for it is a change");
}

async fn a_taken_time_comes_with_the_next_offers(db: &TestDb) {
    let app = db.app(Draft::new().site("melun").teams(1, "melun").referrals(2)).await;
    let partner = app.partner();
    let (first, second) = (partner.first_token("r-1").await, partner.first_token("r-2").await);
    let held = partner.post_once("/v1/holds", "a", &json!({"hold_token": first})).await;
    assert_eq!(held.status, StatusCode::CREATED);
    let late = partner.post_once("/v1/holds", "b", &json!({"hold_token": second})).await;
    assert_eq!((late.status, late.problem().as_str()), (StatusCode::CONFLICT, "taken"));
    let next = late.json()["offers"].as_array().unwrap().clone();
    assert!(!next.is_empty() && next.iter().all(|offer| offer["start"] != "2027-01-04T08:00:00Z"));
    let held = partner.post_once("/v1/holds", "c", &json!({"hold_token": next[0]["hold_token"]})).await;
    assert_eq!(held.status, StatusCode::CREATED, "{}", held.text);
}

async fn why_not_earlier_is_told_when_it_is_asked(db: &TestDb) {
    let app = db.app(small()).await;
    app.is_away("e-1", "2027-01-04 00:00", "2027-01-06 00:00").await;
    app.is_away("e-2", "2027-01-04 00:00", "2027-01-06 00:00").await;
    let ask = json!({"visit_type": DIAGNOSTIC, "referral": "r-1", "sites": ["melun"], "explain": true});
    let found = app.partner().post("/v1/joint-availability", &ask).await.json();
    let why = &found["explanation"];
    assert_eq!(why["by"][0]["lacking"], json!(["employment"]), "{why}");
    assert!(why["relax"].as_array().unwrap().iter().any(|one| one["without"] == "employment"), "{why}");
    assert_eq!(why["open_one_half_day"][0]["role"], "employment", "{why}");
    let plain = app.partner().search("r-1").await.json();
    assert_eq!(plain["explanation"], json!(null));
}

async fn a_hold_is_extended_and_given_back(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let id = partner.holds_the_first("r-1").await;
    let longer = partner.post(&format!("/v1/holds/{id}/extension"), &json!({"minutes": 20})).await;
    assert_eq!(longer.json()["ends_at"], "2027-01-04T07:20:00Z", "{}", longer.text);
    let twice = partner.post(&format!("/v1/holds/{id}/extension"), &json!({"minutes": 20})).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let path = format!("/v1/holds/{id}");
    let given = partner.send(axum::http::Method::DELETE, &path, &[], axum::body::Body::empty()).await;
    assert_eq!((given.status, given.text.as_str()), (StatusCode::NO_CONTENT, ""));
    let state = partner.get(&format!("/v1/appointments/{id}")).await.json()["state"].clone();
    assert_eq!(state, "closed");
}

async fn an_appointment_is_moved_in_the_version_that_was_read(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let id = partner.books_the_first("r-1").await;
    let path = format!("/v1/appointments/{id}");
    let version = partner.get(&path).await.headers[header::ETAG].to_str().unwrap().to_owned();
    let to = |start: &str| json!({ "start": start });
    let blind = partner.send(
        axum::http::Method::PATCH,
        &path,
        &[("content-type", "application/json")],
        axum::body::Body::from(to("2027-01-05T08:00:00Z").to_string()),
    );
    let blind = blind.await;
    assert_eq!(
        (blind.status, blind.problem().as_str()),
        (StatusCode::PRECONDITION_REQUIRED, "version-needed")
    );
    assert_eq!(partner.patch(&path, &version, &to("2027-01-05T08:00:00Z")).await.status, StatusCode::OK);
    let late = partner.patch(&path, &version, &to("2027-01-06T08:00:00Z")).await;
    assert_eq!((late.status, late.problem().as_str()), (StatusCode::PRECONDITION_FAILED, "overtaken"));
    assert_eq!(partner.get(&path).await.json()["start"], "2027-01-05T08:00:00Z");
}

async fn an_absence_gives_appointments_to_colleagues(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let id = partner.books_the_first("r-1").await;
    let team = partner.get(&format!("/v1/appointments/{id}")).await.json()["team"].clone();
    let social =
        team.as_array().unwrap().iter().find(|seat| seat["role"] == "social").unwrap()["key"].clone();
    let away = json!({"professional": social, "from": "2027-01-04T07:00:00Z", "to": "2027-01-04T17:00:00Z"});
    let answer = partner.post_once("/v1/absences", "sick", &away).await;
    let wanted = json!({"touched": [{"appointment": id, "became": "replaced"}]});
    assert_eq!(answer.json(), wanted, "{}", answer.text);
    let after = partner.get(&format!("/v1/appointments/{id}")).await.json();
    assert_eq!(after["start"], "2027-01-04T08:00:00Z", "the hour stands");
    assert!(!after["team"].to_string().contains(social.as_str().unwrap()));
}

async fn the_outcome_stops_the_clock(db: &TestDb) {
    let app = db.app(small()).await;
    let id = app.partner().books_the_first("r-1").await;
    let path = format!("/v1/appointments/{id}/outcome");
    let early = app.partner().put(&path, &json!({"outcome": "no_show"})).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    app.wait_until("2027-01-04 10:30");
    let partner = app.partner();
    assert_eq!(partner.put(&path, &json!({"outcome": "attended"})).await.json()["state"], "attended");
    let referral = partner.get(&format!("/v1/appointments/{id}")).await.json()["referral"].clone();
    let clock = partner.get(&format!("/v1/referrals/{}", referral.as_str().unwrap())).await.json();
    assert_eq!(clock["attended_at"], "2027-01-04T08:00:00Z");
    assert_eq!(clock["booked_at"], "2027-01-04T07:00:00Z");
    assert!(!clock.to_string().contains("Camille"), "a clock has no name");
}

async fn a_referral_is_closed(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let id = app.client("r-2").referral().await.id;
    let closed = partner.post(&format!("/v1/referrals/{id}/closure"), &json!({"why": "found_work"})).await;
    assert_eq!((closed.status, &closed.json()["closed"]), (StatusCode::OK, &json!(true)));
    let search = partner.search("r-2").await;
    assert_eq!((search.status, search.problem().as_str()), (StatusCode::CONFLICT, "conflict"));
}

async fn appointments_are_listed_by_pages_that_do_not_shift(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let mut booked = Vec::new();
    for referral in ["r-1", "r-2", "r-3", "r-4"] {
        booked.push(partner.books_the_first(referral).await);
    }
    let (mut seen, mut path) = (Vec::new(), "/v1/appointments?limit=1".to_owned());
    loop {
        let page = partner.get(&path).await.json();
        let found = page["appointments"].as_array().unwrap();
        seen.extend(found.iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        if seen.len() == 2 {
            // One more in front of what was read: what follows stays what it was.
            let _ = partner
                .post(
                    &format!("/v1/appointments/{}/cancellation", seen[0]),
                    &json!({"by": "service", "why": "mistake"}),
                )
                .await;
        }
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/appointments?limit=1&cursor={next}"),
            None => break,
        }
    }
    seen.sort();
    booked.sort();
    assert_eq!(seen, booked);
    let melun = partner.get("/v1/appointments?site=melun&state=booked").await.json();
    assert!(melun["appointments"].as_array().unwrap().iter().all(|one| one["site"] == "melun"));
    let bad = partner.get("/v1/appointments?cursor=nothing").await;
    assert_eq!((bad.status, bad.problem().as_str()), (StatusCode::BAD_REQUEST, "malformed"));
}
