//! Calls that were promised because nothing suits.

use chrono::NaiveDate;
use domain::referral::ExitReason;
use domain::time::HalfDay;
use unisson::actions::{self, CallbackError};
use unisson::store::callbacks::{self, DueCallback};

use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::small;

both_databases![
    the_earliest_callback_comes_first_with_the_number_to_call,
    a_callback_is_settled_once,
    who_is_no_longer_concerned_waits_for_no_call,
    nobody_is_called_after_the_appointment_it_is_about,
];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn asks(app: &App, key: &str, half: HalfDay) {
    let referral = app.client(key).ask.referral;
    actions::request_callback(&app.ctx, app.territory, referral, half).await.unwrap();
}

async fn to_make(app: &App) -> Vec<DueCallback> {
    callbacks::to_make(app.ctx.db.read(), app.territory).await.unwrap()
}

async fn two_calls(db: &TestDb) -> App {
    let draft = small().referral("r-phone", |referral| referral.phone = Some("+33612345678".to_owned()));
    let app = db.app(draft).await;
    asks(&app, "r-phone", HalfDay::Afternoon).await;
    app.wait_until("2027-01-05 08:00");
    asks(&app, "r-1", HalfDay::Morning).await;
    app
}

async fn the_earliest_callback_comes_first_with_the_number_to_call(db: &TestDb) {
    let app = two_calls(db).await;
    let calls = to_make(&app).await;
    let told: Vec<_> = calls
        .iter()
        .map(|call| {
            let due = call.call.due_on.to_string();
            (due, call.call.half_word(), call.key.as_str(), call.given_name.as_str(), call.phone.as_deref())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("2027-01-06".to_owned(), "afternoon", "r-phone", "Camille", Some("0612345678")),
            ("2027-01-07".to_owned(), "morning", "r-1", "Camille", None),
        ]
    );
    let late = |today: &str| calls.iter().map(|call| call.call.is_late(day(today))).collect::<Vec<_>>();
    assert_eq!(late("2027-01-06"), [false, false], "the day itself is in time");
    assert_eq!(late("2027-01-07"), [true, false]);
}

async fn a_callback_is_settled_once(db: &TestDb) {
    let app = two_calls(db).await;
    let calls = to_make(&app).await;
    let id = calls[0].call.id;
    actions::settle_callback(&app.ctx, app.territory, id).await.unwrap();
    assert_eq!(to_make(&app).await, calls[1..]);
    let again = actions::settle_callback(&app.ctx, app.territory, id).await;
    assert!(matches!(again, Err(CallbackError::NotFound(_))));
    let elsewhere = domain::ids::TerritoryId(id);
    let other = actions::settle_callback(&app.ctx, elsewhere, calls[1].call.id).await;
    assert!(matches!(other, Err(CallbackError::NotFound(_))), "another territory's");
    assert_eq!(to_make(&app).await.len(), 1);
}

async fn who_is_no_longer_concerned_waits_for_no_call(db: &TestDb) {
    let app = two_calls(db).await;
    let closed = app.client("r-1").ask.referral;
    actions::close_referral(&app.ctx, app.territory, closed, ExitReason::MovedAway, None).await.unwrap();
    let keys: Vec<_> = to_make(&app).await.into_iter().map(|call| call.key).collect();
    assert_eq!(keys, ["r-phone"]);
}

async fn nobody_is_called_after_the_appointment_it_is_about(db: &TestDb) {
    let app = two_calls(db).await;
    // Asked on Tuesday, promised until Thursday; the appointment is on Wednesday.
    let due = async || -> Vec<(String, String, bool)> {
        let calls = to_make(&app).await.into_iter();
        calls.map(|call| (call.key, call.call.due_on.to_string(), call.appointment.is_some())).collect()
    };
    let line = |key: &str, day: &str, visit: bool| (key.to_owned(), day.to_owned(), visit);
    let booked = app.client("r-1").books_at("2027-01-06 16:00", "melun").await.unwrap().appointment;
    assert_eq!(due().await, [line("r-phone", "2027-01-06", false)], "who booked waits for none");
    asks(&app, "r-1", HalfDay::Morning).await;
    let before = [line("r-1", "2027-01-06", true), line("r-phone", "2027-01-06", false)];
    assert_eq!(due().await, before, "what comes before an appointment comes first");
    app.moves(booked, at("2027-01-08 09:00")).await.unwrap();
    assert_eq!(due().await, [line("r-phone", "2027-01-06", false), line("r-1", "2027-01-07", true)]);
}
