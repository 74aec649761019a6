//! The wait over HTTP.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::small;

both_databases![the_waiting_time_counts_those_who_still_wait, the_territory_is_described];

async fn the_waiting_time_counts_those_who_still_wait(db: &TestDb) {
    let app = db.app(small()).await;
    let id = app.partner().books_the_first("r-1").await;
    app.wait_until("2027-01-04 12:00");
    let partner = app.partner();
    let path = format!("/v1/appointments/{id}/outcome");
    assert_eq!(partner.put(&path, &json!({"outcome": "attended"})).await.status, StatusCode::OK);
    let wait = partner.get("/v1/waiting-time").await.json();
    assert_eq!((&wait["n"], &wait["still_waiting"], &wait["attended"]), (&json!(10), &json!(9), &json!(1)));
    assert_eq!(wait["as_of"], "2027-01-04");
    assert_eq!(wait["france_2018_days"], 95);
    let median = wait["quantiles"].as_array().unwrap().iter().find(|one| one["share"] == 0.5).unwrap();
    assert_eq!(median["days"], json!(null), "nine of ten still wait: the median is not reached");
    assert_eq!(wait["cohorts"][0]["month"], "2026-12");
    let elsewhere = partner.get("/v1/waiting-time?month=2026-11").await.json();
    assert_eq!(elsewhere["n"], 0);
    for (query, field) in [("month=2026-13", "month"), ("site=nowhere", "site")] {
        let refused = partner.get(&format!("/v1/waiting-time?{query}")).await;
        assert_eq!(
            (refused.status, refused.wrong_fields()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec![field.to_owned()])
        );
    }
}

async fn the_territory_is_described(db: &TestDb) {
    let app = db.app(small()).await;
    let told = app.partner().get("/v1/territory").await.json();
    assert_eq!(told["sites"][0]["key"], "melun");
    assert_eq!(told["visit_types"][0]["roles"][2], json!({"role": "room", "count": 1, "modes": ["onsite"]}));
}
