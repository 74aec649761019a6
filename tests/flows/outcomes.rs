//! Whether the person came: the clock of the referral.

use unisson::actions::{AppointmentError, Outcome, record_outcome};
use unisson::store::referrals;

use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    coming_stops_the_clock,
    not_coming_does_not,
    an_outcome_is_corrected,
    the_clock_stops_at_the_first_time_they_came,
    an_outcome_is_not_known_before_the_day,
];

const NINE: &str = "2027-01-04 09:00";

async fn town(db: &TestDb) -> App {
    db.app(Draft::new().site("melun").teams(1, "melun").referrals(2)).await
}

async fn is_waiting(app: &App, key: &str) -> bool {
    let waiting = referrals::waiting(app.ctx.db.read(), app.territory).await.unwrap();
    waiting.contains(&app.client(key).ask.referral)
}

async fn coming_stops_the_clock(db: &TestDb) {
    let app = town(db).await;
    let client = app.client("r-1");
    assert!(is_waiting(&app, "r-1").await);
    let booked = client.books_at(NINE, "melun").await.unwrap();
    assert!(!is_waiting(&app, "r-1").await, "somebody with an appointment is not without one");
    app.wait_until("2027-01-04 10:00");
    record_outcome(&app.ctx, app.territory, booked.appointment, Outcome::Attended, None).await.unwrap();
    assert_eq!(client.referral().await.attended_at, Some(at(NINE)));
    let again = client.holds(at("2027-01-05 09:00"), app.site("melun")).await;
    assert!(matches!(again, Err(AppointmentError::ReferralClosed)));
}

async fn not_coming_does_not(db: &TestDb) {
    let app = town(db).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    app.wait_until("2027-01-04 10:00");
    record_outcome(&app.ctx, app.territory, booked.appointment, Outcome::NoShow, None).await.unwrap();
    assert_eq!(app.client("r-1").referral().await.attended_at, None);
    assert!(is_waiting(&app, "r-1").await, "a wait is never hidden");
    app.client("r-1").books_at("2027-01-05 09:00", "melun").await.unwrap();
}

async fn an_outcome_is_corrected(db: &TestDb) {
    let app = town(db).await;
    let client = app.client("r-1");
    let booked = client.books_at(NINE, "melun").await.unwrap();
    app.wait_until("2027-01-04 10:00");
    for (outcome, attended) in
        [(Outcome::NoShow, None), (Outcome::Attended, Some(at(NINE))), (Outcome::NoShow, None)]
    {
        record_outcome(&app.ctx, app.territory, booked.appointment, outcome, None).await.unwrap();
        assert_eq!(client.referral().await.attended_at, attended);
    }
    let twice = record_outcome(&app.ctx, app.territory, booked.appointment, Outcome::NoShow, None).await;
    assert!(matches!(twice, Err(AppointmentError::NotPossible(_))));
}

async fn the_clock_stops_at_the_first_time_they_came(db: &TestDb) {
    let app = town(db).await;
    let client = app.client("r-1");
    let record =
        async |id, outcome| record_outcome(&app.ctx, app.territory, id, outcome, None).await.unwrap();
    let first = client.books_at(NINE, "melun").await.unwrap().appointment;
    app.wait_until("2027-01-04 10:00");
    record(first, Outcome::NoShow).await;
    let second = client.books_at("2027-01-05 09:00", "melun").await.unwrap().appointment;
    app.wait_until("2027-01-05 10:00");
    record(second, Outcome::Attended).await;
    assert_eq!(client.referral().await.attended_at, Some(at("2027-01-05 09:00")));
    record(first, Outcome::Attended).await;
    assert_eq!(client.referral().await.attended_at, Some(at(NINE)), "they had come before");
    record(first, Outcome::NoShow).await;
    assert_eq!(client.referral().await.attended_at, Some(at("2027-01-05 09:00")), "they have come since");
}

async fn an_outcome_is_not_known_before_the_day(db: &TestDb) {
    let app = town(db).await;
    let tomorrow = app.client("r-1").books_at("2027-01-05 09:00", "melun").await.unwrap();
    let record =
        async |outcome| record_outcome(&app.ctx, app.territory, tomorrow.appointment, outcome, None).await;
    assert!(matches!(record(Outcome::Attended).await, Err(AppointmentError::TooEarly)));
    app.wait_until("2027-01-05 08:50");
    assert!(matches!(record(Outcome::NoShow).await, Err(AppointmentError::TooEarly)), "they may still come");
    record(Outcome::Attended).await.unwrap();
}
