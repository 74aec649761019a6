//! Asking twice does it once.

use axum::http::{StatusCode, header};
use serde_json::json;

use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::small;

both_databases![
    the_same_key_fifty_times_at_once_books_once,
    an_answer_that_was_lost_is_given_again_even_after_a_restart,
    a_key_is_good_for_one_request_only,
    a_write_that_makes_something_wants_a_key,
];

async fn the_same_key_fifty_times_at_once_books_once(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let hold = json!({"hold": partner.holds_the_first("r-1").await});
    let calls = (0..50).map(|_| {
        let (partner, hold) = (partner.clone(), hold.clone());
        tokio::spawn(async move { partner.post_once("/v1/appointments", "one", &hold).await })
    });
    let mut answers = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        answers.push(call.await.unwrap());
    }
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        assert_eq!(answer.text, answers[0].text);
        assert_eq!(answer.headers[header::LOCATION], answers[0].headers[header::LOCATION]);
    }
    let booked = partner.get("/v1/appointments?state=booked").await.json();
    assert_eq!(booked["appointments"].as_array().unwrap().len(), 1);
}

async fn an_answer_that_was_lost_is_given_again_even_after_a_restart(db: &TestDb) {
    let app = db.app(small()).await;
    let token = app.partner().first_token("r-1").await;
    let body = json!({"hold_token": token, "minutes": 3});
    let first = app.partner().post_once("/v1/holds", "lost", &body).await;
    let restarted = db.replica(&app).await;
    let again = restarted.partner().post_once("/v1/holds", "lost", &body).await;
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    let hold = json!({"hold": first.json()["id"]});
    let booked = app.partner().post_once("/v1/appointments", "lost too", &hold).await;
    let again = db.replica(&app).await.partner().post_once("/v1/appointments", "lost too", &hold).await;
    assert_eq!((booked.status, again.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(again.text, booked.text);
}

async fn a_key_is_good_for_one_request_only(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let (one, two) = (partner.first_token("r-1").await, partner.first_token("r-2").await);
    assert_eq!(
        partner.post_once("/v1/holds", "k", &json!({"hold_token": one})).await.status,
        StatusCode::CREATED
    );
    let other = partner.post_once("/v1/holds", "k", &json!({"hold_token": two})).await;
    assert_eq!((other.status, other.problem().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "key-reused"));
}

async fn a_write_that_makes_something_wants_a_key(db: &TestDb) {
    let app = db.app(small()).await;
    let partner = app.partner();
    let body = json!({"hold_token": partner.first_token("r-1").await});
    let without = partner.post("/v1/holds", &body).await;
    assert_eq!((without.status, without.problem().as_str()), (StatusCode::BAD_REQUEST, "malformed"));
    assert_eq!(without.wrong_fields(), ["Idempotency-Key"]);
    for key in ["", " ", &"k".repeat(256)] {
        assert_eq!(
            partner.post_once("/v1/holds", key, &body).await.status,
            StatusCode::BAD_REQUEST,
            "{key:?}"
        );
    }
    assert_eq!(partner.get("/v1/appointments").await.json()["appointments"], json!([]));
}
