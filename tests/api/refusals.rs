//! What is wrong is named, and nothing is half done.

use std::num::NonZeroU32;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{DIAGNOSTIC, small};

both_databases![
    what_is_wrong_in_a_body_is_named,
    too_much_and_too_deep_is_refused,
    addresses_and_methods_that_are_not_there_say_so,
    calls_are_counted,
];

async fn what_is_wrong_in_a_body_is_named(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let with = |change: Value| {
        let mut body = json!({"visit_type": DIAGNOSTIC, "referral": "r-1"});
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    };
    for (change, field) in [
        (json!({"visit_type": "nothing"}), "visit_type"),
        (json!({"sites": ["melun", "nowhere"]}), "sites[1]"),
        (json!({"mode": "video"}), "mode"),
        (json!({"mode": "pigeon"}), "mode"),
        (json!({"window": {"from": "2027-02-01", "to": "2027-01-01"}}), "window.to"),
        (json!({"window": {"from": "2029-01-01", "to": "2029-02-01"}}), "window"),
        (json!({"window": {"from": "hier", "to": "2027-01-01"}}), "window.from"),
        (json!({"cannot_come": [{"half": "morning"}]}), "cannot_come[0]"),
        (json!({"professional": "s-1"}), "professional"),
        (json!({"sites": vec!["melun"; 201]}), "sites, cannot_come"),
    ] {
        let refused = partner.post("/v1/joint-availability", &with(change.clone())).await;
        let said = (refused.status, refused.problem(), refused.wrong_fields());
        assert_eq!(
            said,
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid".to_owned(), vec![field.to_owned()]),
            "{change}"
        );
        let error = &refused.json()["errors"][0];
        let pointer = format!("#/{}", field.replace(['.', '['], "/").replace(']', ""));
        let pointer = if field.contains(',') { Value::Null } else { json!(pointer) };
        assert_eq!(error["pointer"], pointer, "{error}");
        for member in ["detail", "suggestion"] {
            assert!(error[member].as_str().is_some_and(|text| text.len() > 3), "{error}");
        }
    }
    let nobody = partner.search("r-404").await;
    assert_eq!((nobody.status, nobody.problem().as_str()), (StatusCode::NOT_FOUND, "not-found"));
    for token in ["", "nonsense", "e30"] {
        let refused = partner.post_once("/v1/holds", "x", &json!({"hold_token": token})).await;
        assert_eq!(refused.wrong_fields(), ["hold_token"]);
    }
    let token = partner.first_token("r-1").await;
    let refused = partner.post_once("/v1/holds", "x", &json!({"hold_token": token, "minutes": 31})).await;
    assert_eq!(refused.wrong_fields(), ["minutes"]);
    assert_eq!(partner.get("/v1/appointments").await.json()["appointments"], json!([]), "nothing was done");
}

async fn too_much_and_too_deep_is_refused(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let json_header = [("content-type", "application/json")];
    let send = |body: String| partner.send(Method::POST, "/v1/joint-availability", &json_header, body.into());
    let huge = send(format!("{{\"referral\": \"{}\"}}", "x".repeat(50 * 1024 * 1024))).await;
    assert_eq!((huge.status, huge.problem().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    let deep = send(format!("{{\"sites\": {}{}}}", "[".repeat(200_000), "]".repeat(200_000))).await;
    assert!([400, 422].contains(&deep.status.as_u16()), "{}", deep.status);
    deep.problem();
    let broken = send("{\"referral\": ".to_owned()).await;
    assert_eq!((broken.status, broken.problem().as_str()), (StatusCode::BAD_REQUEST, "malformed"));
    let text =
        partner.send(Method::POST, "/v1/holds", &[("idempotency-key", "a")], Body::from("hold!")).await;
    assert_eq!(
        (text.status, text.problem().as_str()),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type")
    );
}

async fn addresses_and_methods_that_are_not_there_say_so(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    for path in
        ["/v1/nothing", "/v1/appointments/12", "/v1/appointments/0190c7a8-0000-7000-8000-000000000000"]
    {
        let missing = partner.get(path).await;
        assert_eq!(
            (missing.status, missing.problem().as_str()),
            (StatusCode::NOT_FOUND, "not-found"),
            "{path}"
        );
    }
    let method = partner.send(Method::DELETE, "/v1/appointments", &[], Body::empty()).await;
    assert_eq!(
        (method.status, method.problem().as_str()),
        (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed")
    );
    let allow = method.headers[header::ALLOW].to_str().unwrap();
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    let misspelt = partner.get("/v1/waiting-time?sites=melun").await;
    assert_eq!(
        misspelt.status,
        StatusCode::BAD_REQUEST,
        "a filter that nobody knows must not widen the answer"
    );
}

async fn calls_are_counted(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner().at(app.service(NonZeroU32::new(3).unwrap()));
    for left in ["2", "1", "0"] {
        let answer = partner.get("/v1/territory").await;
        assert_eq!(answer.status, StatusCode::OK);
        let said = answer.headers["ratelimit"].to_str().unwrap().to_owned();
        assert!(said.contains(&format!("r={left}")), "{said}");
    }
    let refused = partner.get("/v1/territory").await;
    assert_eq!((refused.status, refused.problem().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too-many"));
    let seconds: u64 = refused.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=20).contains(&seconds));
}
