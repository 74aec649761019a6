//! Asking twice does it once.

use domain::life::{Party, Reason};
use unisson::actions::{self, Error, Move};

use crate::support::app::{at, key_of};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    fifty_askings_with_one_key_book_once,
    fifty_askings_with_one_key_hold_once,
    a_restart_does_not_forget_an_answer,
    the_same_key_for_something_else_is_refused,
    a_refusal_uses_up_no_key,
    two_clients_may_use_the_same_key,
];

const NINE: &str = "2027-01-04 09:00";

fn teams() -> Draft {
    Draft::new().site("melun").teams(3, "melun").referrals(4)
}

async fn fifty_askings_with_one_key_book_once(db: &TestDb) {
    let app = db.app(teams()).await;
    let held = app.client("r-1").holds(at(NINE), app.site("melun")).await.unwrap();
    let other = db.replica(&app).await;
    let askings: Vec<_> = (0..50)
        .map(|number| {
            let app = if number % 2 == 0 { app.clone() } else { other.clone() };
            let id = held.appointment;
            tokio::spawn(
                async move { actions::book(&app.ctx, app.territory, id, Some(&key_of("twice"))).await },
            )
        })
        .collect();
    let mut answers = Vec::new();
    for asking in askings {
        answers.push(asking.await.unwrap().unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "everybody reads the same answer: {answers:?}");
    let raw = db.raw().await;
    assert_eq!(raw.counts("SELECT COUNT(*) AS n FROM appointment WHERE state = 'booked'").await, 1);
    assert_eq!(raw.counts("SELECT COUNT(*) AS n FROM appointment_event WHERE event = 'book'").await, 1);
    assert_eq!(raw.counts("SELECT COUNT(*) AS n FROM message").await, 3);
}

async fn fifty_askings_with_one_key_hold_once(db: &TestDb) {
    let app = db.app(teams()).await;
    let askings: Vec<_> = (0..50)
        .map(|_| {
            let (client, melun) = (app.client("r-1"), app.site("melun"));
            tokio::spawn(async move { client.holds_once(at(NINE), melun, "twice").await })
        })
        .collect();
    let mut answers = Vec::new();
    for asking in askings {
        answers.push(asking.await.unwrap().unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(db.raw().await.counts("SELECT COUNT(*) AS n FROM appointment").await, 1);
}

async fn a_restart_does_not_forget_an_answer(db: &TestDb) {
    let app = db.app(teams()).await;
    let held = app.client("r-1").holds_once(at(NINE), app.site("melun"), "a").await.unwrap();
    let (id, territory) = (held.appointment, app.territory);
    let to = Move {
        appointment: id,
        start: at("2027-01-05 09:00"),
        site: app.site("melun"),
        mode: domain::visit::Mode::Onsite,
        version: None,
    };
    let (asked, mistake) = (Party::Beneficiary, Reason::Asked);
    let booked = actions::book(&app.ctx, territory, id, Some(&key_of("b"))).await.unwrap();
    let moved = actions::r#move(&app.ctx, territory, to.clone(), Some(&key_of("c"))).await.unwrap();
    let off = actions::cancel(&app.ctx, territory, id, asked, mistake, Some(&key_of("d"))).await.unwrap();

    let app = db.replica(&app).await;
    app.wait(chrono::Duration::days(1));
    assert_eq!(app.client("r-1").holds_once(at(NINE), app.site("melun"), "a").await.unwrap(), held);
    assert_eq!(actions::book(&app.ctx, territory, id, Some(&key_of("b"))).await.unwrap(), booked);
    assert_eq!(actions::r#move(&app.ctx, territory, to, Some(&key_of("c"))).await.unwrap(), moved);
    let again = actions::cancel(&app.ctx, territory, id, asked, mistake, Some(&key_of("d"))).await;
    assert_eq!(again.unwrap(), off);
    assert_eq!(app.appointment(id).await.revision, 3);
}

async fn the_same_key_for_something_else_is_refused(db: &TestDb) {
    let app = db.app(teams()).await;
    let melun = app.site("melun");
    let held = app.client("r-1").holds_once(at(NINE), melun, "one").await.unwrap();
    let other_time = app.client("r-1").holds_once(at("2027-01-04 10:00"), melun, "one").await;
    let other_person = app.client("r-2").holds_once(at(NINE), melun, "one").await;
    let other_verb = actions::book(&app.ctx, app.territory, held.appointment, Some(&key_of("one"))).await;
    assert!(matches!(other_time, Err(Error::KeyReused)));
    assert!(matches!(other_person, Err(Error::KeyReused)));
    assert!(matches!(other_verb, Err(Error::KeyReused)));
    app.books(&held).await.unwrap();
}

async fn a_refusal_uses_up_no_key(db: &TestDb) {
    let app = db.app(Draft::new().site("melun").teams(1, "melun").referrals(2)).await;
    let melun = app.site("melun");
    let first = app.client("r-1").holds(at(NINE), melun).await.unwrap();
    let client = app.client("r-2");
    assert!(matches!(client.holds_once(at(NINE), melun, "late").await, Err(Error::Taken(_))));
    actions::release(&app.ctx, app.territory, first.appointment, None).await.unwrap();
    client.holds_once(at(NINE), melun, "late").await.unwrap();
}

async fn two_clients_may_use_the_same_key(db: &TestDb) {
    let app = db.app(teams()).await;
    let melun = app.site("melun");
    let held = app.client("r-1").holds_once(at(NINE), melun, "1").await.unwrap();
    let mine = unisson::store::idempotency::Key { client: "borne".to_owned(), key: "1".to_owned() };
    actions::book(&app.ctx, app.territory, held.appointment, Some(&mine)).await.unwrap();
}
