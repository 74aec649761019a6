//! Calling off: always possible, and the time is free at once.

use domain::appointment_state::{Party, Reason, State};
use unisson::actions::{self, AppointmentError, Cancelled};
use unisson::store::appointments;

use crate::support::app::{Client, at};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    a_cancelled_time_is_free_at_once,
    what_was_never_sent_is_not_taken_back,
    what_was_sent_is_taken_back,
    an_appointment_is_called_off_once,
    after_a_cancellation_the_referral_is_booked_again,
    a_freed_time_goes_to_whoever_asks_first,
];

const NINE: &str = "2027-01-04 09:00";

fn one_team() -> Draft {
    Draft::new().site("melun").teams(1, "melun").referrals(8)
}

/// Calls off whatever the client has.
pub(super) async fn call_off(client: &Client) -> Option<Result<Cancelled, AppointmentError>> {
    let (app, referral) = (&client.app, client.ask.referral);
    let expected = [State::Booked];
    let found =
        appointments::of_referral(app.ctx.db.read(), app.territory, referral, &expected).await.unwrap();
    let id = found.first()?.id;
    Some(actions::cancel(&app.ctx, app.territory, id, Party::Beneficiary, Reason::Asked, None).await)
}

async fn a_cancelled_time_is_free_at_once(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    assert!(matches!(
        app.client("r-2").holds(at(NINE), app.site("melun")).await,
        Err(AppointmentError::Taken(_))
    ));
    call_off(&app.client("r-1")).await.unwrap().unwrap();
    assert_eq!(app.client("r-2").first_offer().await.start, at(NINE));
    app.client("r-2").books_at(NINE, "melun").await.unwrap();
    let stored = app.appointment(booked.appointment).await;
    assert_eq!(stored.state, State::Cancelled);
    assert_eq!(stored.cancelled, Some((Party::Beneficiary, Reason::Asked)));
}

async fn what_was_never_sent_is_not_taken_back(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    call_off(&app.client("r-1")).await.unwrap().unwrap();
    assert_eq!(
        app.messages_about(booked.appointment).await,
        [
            "confirmation to the person, sequence 0, dropped",
            "invitation to e-1, sequence 0, dropped",
            "invitation to s-1, sequence 0, dropped",
        ]
    );
}

async fn what_was_sent_is_taken_back(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    app.sends_everything().await;
    call_off(&app.client("r-1")).await.unwrap().unwrap();
    assert_eq!(
        app.messages_about(booked.appointment).await,
        [
            "cancellation to e-1, sequence 1, planned",
            "cancellation to s-1, sequence 1, planned",
            "cancelled_by_person to the person, sequence 1, planned",
            "confirmation to the person, sequence 0, sent",
            "invitation to e-1, sequence 0, sent",
            "invitation to s-1, sequence 0, sent",
        ]
    );
}

async fn an_appointment_is_called_off_once(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (app, id) = (app.clone(), booked.appointment);
            tokio::spawn(async move {
                actions::cancel(&app.ctx, app.territory, id, Party::Service, Reason::Mistake, None).await
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => done += 1,
            Err(AppointmentError::NotPossible(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(done, 1);
    assert_eq!(app.appointment(booked.appointment).await.revision, 2);
}

async fn after_a_cancellation_the_referral_is_booked_again(db: &TestDb) {
    let app = db.app(one_team()).await;
    let client = app.client("r-1");
    let first = client.books_at(NINE, "melun").await.unwrap();
    call_off(&client).await.unwrap().unwrap();
    let second = client.books_at("2027-01-04 10:00", "melun").await.unwrap();
    assert_ne!(first.appointment, second.appointment);
}

async fn a_freed_time_goes_to_whoever_asks_first(db: &TestDb) {
    let app = db.app(one_team()).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let waiting: Vec<_> = (2..=8)
        .map(|number| {
            let client = app.client(&format!("r-{number}"));
            tokio::spawn(async move { client.books_at(NINE, "melun").await })
        })
        .collect();
    call_off(&app.client("r-1")).await.unwrap().unwrap();
    let mut booked = 0;
    for one in waiting {
        match one.await.unwrap() {
            Ok(_) => booked += 1,
            Err(AppointmentError::Taken(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert!(booked <= 1, "{booked} have one time");
}
