//! One idempotency key: fifty times at once, after a lost answer, after a restart, with another body.

use std::net::Shutdown;
use std::thread;

use serde_json::{Value, json};
use unisson::store::DatabaseKind;

use super::alone;
use super::harness::World;
use crate::support::http::Caller;
use crate::support::territory::DIAGNOSTIC;

#[test]
fn one_key_is_one_booking_on_sqlite() {
    one_key_is_one_booking(DatabaseKind::Sqlite);
}

#[test]
fn one_key_is_one_booking_on_postgresql() {
    one_key_is_one_booking(DatabaseKind::Postgres);
}

fn offered(caller: &Caller, referral: &str) -> Value {
    let ask = json!({"visit_type": DIAGNOSTIC, "referral": referral}).to_string();
    caller.asks("POST", "/v1/joint-availability", &[], &ask).unwrap().json()["offers"][0]["hold_token"]
        .clone()
}

/// The same request fifty times at once: everybody's answer, which must be the same.
fn fifty_times(callers: &[Caller], path: &'static str, key: &'static str, body: &Value) -> Value {
    let asking: Vec<_> = (0..50)
        .map(|number| {
            let (caller, body) = (callers[number % callers.len()].clone(), body.clone());
            thread::spawn(move || caller.posts(path, key, &body).unwrap())
        })
        .collect();
    let answers: Vec<_> = asking.into_iter().map(|asking| asking.join().unwrap()).collect();
    for answer in &answers {
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(answer.body, answers[0].body);
    }
    answers[0].json()
}

fn one_key_is_one_booking(kind: DatabaseKind) {
    let _alone = alone();
    let world = World::new(kind, 3);
    let mut service = world.home.serves();
    // SQLite is for one process.
    let other = (kind == DatabaseKind::Postgres).then(|| world.home.serves());
    let mut callers = vec![service.caller(&world.token)];
    callers.extend(other.as_ref().map(|service| service.caller(&world.token)));
    let booked = "SELECT COUNT(*) AS n FROM appointment WHERE state = 'booked'";

    let held =
        fifty_times(&callers, "/v1/holds", "hold", &json!({"hold_token": offered(&callers[0], "r-1")}));
    let first = fifty_times(&callers, "/v1/appointments", "book", &json!({"hold": held["id"]}));
    assert_eq!(world.counts(booked), 1);
    assert_eq!(world.counts("SELECT COUNT(*) AS n FROM appointment"), 1, "and one hold");

    // The answer is lost: the connection is cut as soon as the request has left.
    let caller = &callers[0];
    let token = offered(caller, "r-2");
    let held = caller.posts("/v1/holds", "hold 2", &json!({"hold_token": token})).unwrap().json();
    let body = json!({"hold": held["id"]});
    let key = [("Idempotency-Key", "book 2")];
    let cut = caller.sends("POST", "/v1/appointments", &key, &body.to_string()).unwrap();
    cut.shutdown(Shutdown::Both).unwrap();
    drop(cut);
    let second = caller.posts("/v1/appointments", "book 2", &body).unwrap();
    assert_eq!((second.status, &second.json()["id"]), (201, &held["id"]));
    assert_eq!(world.counts(booked), 2);

    let wrong = caller.posts("/v1/appointments", "book 2", &json!({"hold": first["id"]})).unwrap();
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(wrong.json()["type"].as_str().unwrap().ends_with("key-reused"), "{}", wrong.body);

    service.kill();
    let service = world.home.serves();
    let caller = service.caller(&world.token);
    let again = caller.posts("/v1/appointments", "book 2", &body).unwrap();
    assert_eq!((again.status, &again.body), (201, &second.body));
    let wrong = caller.posts("/v1/appointments", "book 2", &json!({"hold": first["id"]})).unwrap();
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert_eq!(world.counts(booked), 2);
}
