//! Two hundred people after the same twenty starts, through the pages.
#![expect(clippy::print_stderr, reason = "how long a crowd takes is for whoever runs the tests to read")]

use std::time::Instant;

use axum::http::StatusCode;
use tokio::task::JoinSet;
use unisson::store::DatabaseKind;

use super::Visit;
use crate::support::database::{TestDb, play_alone};
use crate::support::territory::Draft;

const PEOPLE: u16 = 200;
const TEAMS: usize = 20;

mod sqlite {
    #[tokio::test(flavor = "multi_thread")]
    async fn two_hundred_want_twenty_starts() {
        super::play_alone(super::DatabaseKind::Sqlite, super::two_hundred_want_twenty_starts).await;
    }
}

mod postgres {
    #[tokio::test(flavor = "multi_thread")]
    async fn two_hundred_want_twenty_starts() {
        super::play_alone(super::DatabaseKind::Postgres, super::two_hundred_want_twenty_starts).await;
    }
}

async fn two_hundred_want_twenty_starts(db: &TestDb) {
    let keys: Vec<String> = (1..=PEOPLE).map(|number| format!("p-{number}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let app = db.app(Draft::new().site("melun").teams(TEAMS, "melun").people(&keys)).await;
    // Everybody has come as far as the dates, and sees the same first one.
    let mut waiting = Vec::new();
    for (number, key) in (1..).zip(&keys) {
        let mut visit = Visit::of(&app, key, number).await;
        let page = visit.comes_to_the_dates().await;
        waiting.push((visit, page));
    }
    let first = waiting[0].1.choices("choice")[0].clone();
    assert!(waiting.iter().all(|(_, page)| page.choices("choice")[0] == first));
    let begun = Instant::now();
    let mut crowd = JoinSet::new();
    for (mut visit, page) in waiting {
        let first = first.clone();
        crowd.spawn(async move {
            let chosen = visit.browser.fills(&page, "/book/dates", &[("choice", &first)]).await;
            match chosen.status {
                StatusCode::OK => {
                    let check = visit.browser.fills(&chosen, "/book/needs", &[]).await;
                    let done = visit.browser.fills(&check, "/book/check", &[]).await;
                    assert_eq!((done.status, done.heading().as_str()), (StatusCode::OK, "C'est noté."));
                    true
                }
                StatusCode::CONFLICT => {
                    assert!(!chosen.choices("choice").is_empty(), "whoever is late is shown what is near");
                    assert!(!chosen.choices("choice").contains(&first));
                    false
                }
                other => panic!("nobody sees an error: {other} {}", chosen.words()),
            }
        });
    }
    let booked = crowd.join_all().await.into_iter().filter(|booked| *booked).count();
    eprintln!("{:?}: {PEOPLE} people on the pages want {TEAMS} places: {:?}", db.kind(), begun.elapsed());
    assert_eq!(booked, TEAMS);
    let stored = "SELECT COUNT(*) AS n FROM appointment WHERE state = 'booked'";
    assert_eq!(db.raw().await.counts(stored).await, i64::try_from(TEAMS).unwrap());
}
