//! Asking twice does it once.

use domain::appointment_state::{Party, Reason};
use domain::referral::ExitReason;
use domain::time::Minutes;
use unisson::actions::{self, AppointmentError, Outcome, Reschedule};
use unisson::store::DatabaseKind;
use unisson::store::calendars::Reading;

use crate::support::app::{at, between, key_of};
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
    a_time_that_was_taken_stays_taken_and_the_offers_are_todays,
    a_failure_that_passes_is_not_reported,
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
    let to = Reschedule {
        appointment: id,
        start: at("2027-01-05 09:00"),
        site: app.site("melun"),
        mode: domain::visit::Mode::Onsite,
        version: None,
    };
    let (asked, mistake) = (Party::Beneficiary, Reason::Asked);
    let booked = actions::book(&app.ctx, territory, id, Some(&key_of("b"))).await.unwrap();
    let moved = actions::reschedule(&app.ctx, territory, to.clone(), Some(&key_of("c"))).await.unwrap();
    let off = actions::cancel(&app.ctx, territory, id, asked, mistake, Some(&key_of("d"))).await.unwrap();

    let app = db.replica(&app).await;
    app.wait(chrono::Duration::days(1));
    assert_eq!(app.client("r-1").holds_once(at(NINE), app.site("melun"), "a").await.unwrap(), held);
    assert_eq!(actions::book(&app.ctx, territory, id, Some(&key_of("b"))).await.unwrap(), booked);
    assert_eq!(actions::reschedule(&app.ctx, territory, to, Some(&key_of("c"))).await.unwrap(), moved);
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
    assert!(matches!(other_time, Err(AppointmentError::KeyReused)));
    assert!(matches!(other_person, Err(AppointmentError::KeyReused)));
    assert!(matches!(other_verb, Err(AppointmentError::KeyReused)));
    app.books(&held).await.unwrap();
}

async fn a_refusal_uses_up_no_key(db: &TestDb) {
    let app = db.app(Draft::new().site("melun").teams(1, "melun").referrals(2)).await;
    let melun = app.site("melun");
    let first = app.client("r-1").holds(at(NINE), melun).await.unwrap();
    let client = app.client("r-2");
    assert!(matches!(client.holds_once(at(NINE), melun, "late").await, Err(AppointmentError::Taken(_))));
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

async fn a_time_that_was_taken_stays_taken_and_the_offers_are_todays(db: &TestDb) {
    let app = db.app(Draft::new().site("melun").teams(1, "melun").referrals(3)).await;
    let lost = app.client("r-1").holds(at(NINE), app.site("melun")).await.unwrap().appointment;
    app.wait(chrono::Duration::minutes(10));
    app.client("r-2").books_at(NINE, "melun").await.unwrap();
    let book = async |key: &str| actions::book(&app.ctx, app.territory, lost, Some(&key_of(key))).await;
    let first = async |key: &str| match book(key).await {
        Err(AppointmentError::Taken(offers)) => offers[0].start,
        other => panic!("{other:?}"),
    };
    assert_eq!(first("late").await, at("2027-01-04 10:00"));
    assert_eq!(first("late").await, at("2027-01-04 10:00"));
    app.client("r-3").books_at("2027-01-04 10:00", "melun").await.unwrap();
    assert_eq!(first("late").await, at("2027-01-04 11:00"), "not what was to be had then");
    assert!(matches!(book("other").await, Err(AppointmentError::NotPossible(_))), "the hold was given back");
    let closed = "SELECT COUNT(*) AS n FROM appointment_event WHERE event = 'close'";
    assert_eq!(db.raw().await.counts(closed).await, 1);
}

/// Has every first writing of an idempotency key fail as a transaction in another's way does.
const IN_THE_WAY: &str = "
CREATE SEQUENCE tries;
CREATE FUNCTION in_the_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('tries') % 2 = 1 THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '40001'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER in_the_way BEFORE INSERT ON idempotency_key FOR EACH ROW EXECUTE FUNCTION in_the_way();
";

async fn a_failure_that_passes_is_not_reported(db: &TestDb) {
    if db.kind() == DatabaseKind::Sqlite {
        // One writer at a time: nothing passes but the other's lock, which is waited for.
        return;
    }
    let app = db.app(teams()).await;
    let raw = db.raw().await;
    raw.tries(IN_THE_WAY).await.unwrap();
    let tries = async || raw.counts("SELECT last_value AS n FROM tries").await;
    let (ctx, territory) = (&app.ctx, app.territory);
    let (melun, asked) = (app.site("melun"), (Party::Beneficiary, Reason::Asked));
    let hold = async |person: &str, key: &str| {
        app.client(person).holds_once(at(NINE), melun, key).await.unwrap().appointment
    };
    let one = hold("r-1", "1").await;
    actions::extend(ctx, territory, one, Minutes(15), Some(&key_of("2"))).await.unwrap();
    actions::release(ctx, territory, one, Some(&key_of("3"))).await.unwrap();
    let one = hold("r-1", "4").await;
    actions::book(ctx, territory, one, Some(&key_of("5"))).await.unwrap();
    actions::cancel(ctx, territory, one, asked.0, asked.1, Some(&key_of("6"))).await.unwrap();
    let span = between("2027-02-01 00:00", "2027-02-02 00:00");
    let away = app.resource("s-3");
    actions::declare_absence(ctx, territory, away, span, Some(&key_of("7"))).await.unwrap();
    let reading = Reading::Good(&[]);
    actions::import_calendar(ctx, territory, away, "a", reading, Some(&key_of("8"))).await.unwrap();
    let two = hold("r-2", "9").await;
    actions::book(ctx, territory, two, Some(&key_of("10"))).await.unwrap();
    app.wait_until("2027-01-04 10:00");
    actions::record_outcome(ctx, territory, two, Outcome::Attended, Some(&key_of("11"))).await.unwrap();
    let left = app.client("r-3").ask.referral;
    actions::close_referral(ctx, territory, left, ExitReason::MovedAway, Some(&key_of("12"))).await.unwrap();
    assert_eq!(tries().await, 24, "each was tried twice");
    assert_eq!(raw.counts("SELECT COUNT(*) AS n FROM absence").await, 1);
    assert_eq!(raw.counts("SELECT COUNT(*) AS n FROM idempotency_key").await, 12);
}
