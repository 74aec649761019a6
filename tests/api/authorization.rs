//! Who may do what: tokens, scopes, territories.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::extract::connect_info::MockConnectInfo;
use axum::http::{Method, StatusCode};
use chrono::Duration;
use domain::ids::TerritoryId;
use serde_json::{Value, json};
use unisson::actions;
use unisson::web::api::token::Scope;

use super::Partner;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{Draft, small};

both_databases![
    without_a_good_token_nothing_is_told,
    whoever_tries_many_tokens_is_stopped,
    a_scope_opens_what_it_names_and_no_more,
    what_belongs_to_another_territory_is_not_found,
    the_document_needs_no_token_and_names_every_right,
];

/// Every route, as the document has it: method, path template, scope.
async fn routes(partner: &Partner) -> Vec<(Method, String, String)> {
    let document = partner.get("/v1/openapi.json").await.json();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let scope = operation["security"][0]["bearer"][0].as_str().unwrap_or_default();
            routes.push((method, path.clone(), scope.to_owned()));
        }
    }
    routes
}

async fn call(partner: &Partner, method: &Method, path: &str, id: &str) -> super::Answer {
    let body: Value = match path {
        "/v1/joint-availability" => json!({"visit_type": "diagnostic", "referral": id}),
        "/v1/holds" => json!({"hold_token": "e30"}),
        "/v1/appointments" => json!({"hold": id}),
        "/v1/appointments/{id}" => json!({"start": "2027-01-05T08:00:00Z"}),
        "/v1/appointments/{id}/cancellation" => json!({"by": "service", "why": "mistake"}),
        "/v1/appointments/{id}/outcome" => json!({"outcome": "attended"}),
        "/v1/holds/{id}/extension" => json!({"minutes": 5}),
        "/v1/referrals/{id}/closure" => json!({"why": "elsewhere"}),
        "/v1/referrals" => json!({"referrals": []}),
        "/v1/territory" => {
            json!({"key": "demo", "name": "x", "time_zone": "Europe/Paris", "holidays": "metropolitan", "sites": [], "visit_types": []})
        }
        "/v1/absences" => {
            json!({"professional": id, "from": "2027-01-05T08:00:00Z", "to": "2027-01-05T09:00:00Z"})
        }
        _ => json!({}),
    };
    let headers = [("content-type", "application/json"), ("idempotency-key", path), ("if-match", "*")];
    let body = if [Method::GET, Method::DELETE].contains(method) {
        Body::empty()
    } else {
        Body::from(body.to_string())
    };
    partner
        .send(
            method.clone(),
            &path.replace("{id}", id).replace("{professional}", id).replace("{name}", "outlook"),
            &headers,
            body,
        )
        .await
}

async fn without_a_good_token_nothing_is_told(db: &TestDb) {
    let app = db.app(small()).await;
    let good = app.partner();
    let token = good.token.clone().unwrap();
    let changed = token.replace('.', "x.");
    for stranger in [None, Some(""), Some("nonsense"), Some(changed.as_str())] {
        let stranger = app.stranger(stranger);
        for (method, path, _) in routes(&stranger).await {
            let refused = call(&stranger, &method, &path, "x").await;
            assert_eq!(
                (refused.status, refused.problem().as_str()),
                (StatusCode::UNAUTHORIZED, "unauthenticated")
            );
            assert!(refused.headers["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
        }
    }
    app.wait(Duration::minutes(62));
    assert_eq!(good.get("/v1/territory").await.status, StatusCode::UNAUTHORIZED, "an hour is over");
    let gone = app.partner_of(TerritoryId(app.ctx.new_id()), Scope::ALL.into());
    assert_eq!(gone.get("/v1/territory").await.problem(), "unauthenticated");
}

async fn whoever_tries_many_tokens_is_stopped(db: &TestDb) {
    let app = db.app(small()).await;
    let from = |address: [u8; 4]| MockConnectInfo(std::net::SocketAddr::from((address, 1234)));
    let service = app.service(super::MANY);
    let stranger = app.stranger(Some("guess")).at(service.clone().layer(from([192, 0, 2, 1])));
    let mut refused = Vec::new();
    for _ in 0..70 {
        refused.push(stranger.get("/v1/territory").await.status);
    }
    assert_eq!(refused[0], StatusCode::UNAUTHORIZED);
    assert_eq!(refused[69], StatusCode::TOO_MANY_REQUESTS);
    let other = app.stranger(Some("guess")).at(service.layer(from([192, 0, 2, 2])));
    assert_eq!(other.get("/v1/territory").await.status, StatusCode::UNAUTHORIZED, "others are not concerned");
    assert_eq!(app.partner().get("/v1/territory").await.status, StatusCode::OK);
}

async fn a_scope_opens_what_it_names_and_no_more(db: &TestDb) {
    let app = db.app(small()).await;
    let routes = routes(&app.partner()).await;
    assert!(routes.len() >= 14, "{routes:?}");
    for scope in Scope::ALL {
        let partner = app.partner_of(app.territory, BTreeSet::from([scope]));
        for (method, path, needed) in &routes {
            let answer = call(&partner, method, path, "0190c7a8-0000-7000-8000-000000000000").await;
            let is_shut = answer.status == StatusCode::FORBIDDEN;
            assert_eq!(is_shut, needed != scope.word(), "{} {method} {path}: {}", scope.word(), answer.text);
        }
    }
    let id = app.partner().books_the_first("r-1").await;
    let reader = app.partner_of(app.territory, BTreeSet::from([Scope::AppointmentsRead]));
    let body = reader.get(&format!("/v1/appointments/{id}")).await.json();
    assert_eq!(body.get("team"), None, "who receives is another right");
}

async fn what_belongs_to_another_territory_is_not_found(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let appointment = partner.books_the_first("r-1").await;
    let hold_token = partner.first_token("r-2").await;
    let referral = app.client("r-1").referral().await.id.to_string();
    let mut draft = Draft::new().site("ailleurs").teams(1, "ailleurs").referrals_named("x", 1);
    "other".clone_into(&mut draft.0.key);
    let other = actions::create_territory(&app.ctx, &draft.0).await.unwrap();
    let elsewhere = app.partner_of(other, Scope::ALL.into());
    for (method, path, _) in routes(&elsewhere).await.iter().filter(|(_, path, _)| path.contains("{id}")) {
        for id in [&appointment, &referral] {
            let answer = call(&elsewhere, method, path, id).await;
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (StatusCode::NOT_FOUND, "not-found"),
                "{method} {path}"
            );
            for word in ["melun", "Agent", "Camille", "r-1"] {
                assert!(!answer.text.contains(word), "{}", answer.text);
            }
        }
    }
    let held = elsewhere.post_once("/v1/holds", "a", &json!({"hold_token": hold_token})).await;
    assert_eq!(held.status, StatusCode::NOT_FOUND, "{}", held.text);
    assert_eq!(elsewhere.search(&referral).await.status, StatusCode::NOT_FOUND);
    assert_eq!(elsewhere.get("/v1/appointments").await.json()["appointments"], json!([]));
    assert_eq!(elsewhere.get("/v1/waiting-time").await.json()["n"], 1);
    let state = partner.get(&format!("/v1/appointments/{appointment}")).await.json()["state"].clone();
    assert_eq!(state, "booked", "nothing was changed");
}

async fn the_document_needs_no_token_and_names_every_right(db: &TestDb) {
    let app = db.app(small()).await;
    let routes = routes(&app.stranger(None)).await;
    for (method, path, scope) in routes {
        assert!(Scope::from_word(&scope).is_some(), "{method} {path}: {scope:?}");
    }
}
