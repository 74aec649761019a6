//! Ten seconds in which a cancellation or an absence can be taken back: nobody has been told anything by then.

use axum::http::StatusCode;
use chrono::Duration;
use domain::appointment_state::State;
use unisson::actions;

use super::{card, expected, lea, town};
use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::browser::{Browser, Page};
use crate::support::database::TestDb;

both_databases![
    a_cancellation_is_undone_and_nobody_was_notified,
    after_ten_seconds_undo_is_refused_and_people_are_notified,
    what_was_not_said_before_is_said_after,
    an_hour_taken_meanwhile_is_not_given_twice,
    the_same_hour_with_somebody_else_when_one_was_taken,
    an_absence_is_taken_back,
    a_new_appointment_is_in_the_way,
    nothing_else_is_taken_back,
];

/// Cancels Samia's appointment at the desk.
async fn cancels(app: &App, lea: &mut Browser) -> Page {
    let page = lea.asks(&card(app, "samia").await).await;
    lea.fills(&page, "/cancel", &[("why", "asked")]).await
}

async fn a_cancellation_is_undone_and_nobody_was_notified(db: &TestDb) {
    let app = db.app(town()).await;
    let booked = app.client("samia").books_the_earliest().await;
    app.sends_everything().await;
    let before = app.messages_about(booked.appointment).await;
    let team = app.team_of(booked.appointment).await.join(" ");
    let mut lea = lea(&app).await;
    let page = cancels(&app, &mut lea).await;
    assert!(
        page.words().contains("Le rendez-vous est annulé.") && page.words().contains("Encore 10 secondes"),
        "{}",
        page.words()
    );
    assert_eq!(app.appointment(booked.appointment).await.state, State::Cancelled);
    app.wait(Duration::seconds(9));
    app.sends_everything().await;
    let page = lea.fills(&page, "/desk/undo", &[]).await;
    assert!(
        page.words().contains("Le rendez-vous est rétabli. Aucun message n'est parti."),
        "{}",
        page.words()
    );
    let restored = app.appointment(booked.appointment).await;
    assert_eq!((restored.state, restored.visit.start.instant()), (State::Booked, at("2027-01-04 09:00")));
    assert_eq!(app.team_of(booked.appointment).await.join(" "), team);
    app.wait(Duration::minutes(1));
    app.sends_everything().await;
    assert_eq!(app.messages_about(booked.appointment).await, before, "as if nothing had happened");
    // It can be called off for good afterwards.
    cancels(&app, &mut lea).await;
    app.wait(Duration::seconds(11));
    app.sends_everything().await;
    let told = app.messages_about(booked.appointment).await;
    assert!(
        told.iter()
            .any(|line| line.starts_with("cancelled_by_person to the person") && line.ends_with("sent")),
        "{told:?}"
    );
}

async fn after_ten_seconds_undo_is_refused_and_people_are_notified(db: &TestDb) {
    let app = db.app(town()).await;
    let booked = app.client("samia").books_the_earliest().await;
    app.sends_everything().await;
    let mut lea = lea(&app).await;
    let page = cancels(&app, &mut lea).await;
    app.wait(Duration::seconds(10));
    let page = lea.fills(&page, "/desk/undo", &[]).await;
    assert!(page.words().contains("Trop tard pour rétablir"), "{}", page.words());
    assert_eq!(app.appointment(booked.appointment).await.state, State::Cancelled);
    app.sends_everything().await;
    let told = app.messages_about(booked.appointment).await;
    assert!(
        told.iter().any(|line| line.starts_with("cancelled_by_person") && line.ends_with("sent")),
        "{told:?}"
    );
}

async fn what_was_not_said_before_is_said_after(db: &TestDb) {
    let app = db.app(town()).await;
    let booked = app.client("samia").books_the_earliest().await;
    let mut lea = lea(&app).await;
    // Nothing had left yet: calling it off dropped the invitations, so taking that back writes them again.
    let page = cancels(&app, &mut lea).await;
    lea.fills(&page, "/desk/undo", &[]).await;
    app.sends_everything().await;
    let told = app.messages_about(booked.appointment).await;
    let sent =
        |what: &str| told.iter().filter(|line| line.starts_with(what) && line.ends_with("sent")).count();
    assert_eq!(
        (sent("invitation"), sent("confirmation"), sent("cancelled_by_person")),
        (2, 1, 0),
        "{told:?}"
    );
}

async fn an_hour_taken_meanwhile_is_not_given_twice(db: &TestDb) {
    let app = db.app(town()).await;
    app.is_away("s-2", "2027-01-04 00:00", "2027-01-05 00:00").await;
    let booked = app.client("samia").books_at("2027-01-04 09:00", "melun").await.unwrap();
    let mut lea = lea(&app).await;
    let page = cancels(&app, &mut lea).await;
    app.client("bruno").books_at("2027-01-04 09:00", "melun").await.unwrap();
    let page = lea.fills(&page, "/desk/undo", &[]).await;
    assert!(page.words().contains("L'heure a été prise entre-temps."), "{}", page.words());
    assert_eq!(app.appointment(booked.appointment).await.state, State::Cancelled);
}

async fn the_same_hour_with_somebody_else_when_one_was_taken(db: &TestDb) {
    let app = db.app(town()).await;
    let booked = app.client("samia").books_at("2027-01-04 09:00", "melun").await.unwrap();
    app.sends_everything().await;
    let mut lea = lea(&app).await;
    let page = cancels(&app, &mut lea).await;
    app.client("bruno").books_at("2027-01-04 09:00", "melun").await.unwrap();
    let page = lea.fills(&page, "/desk/undo", &[]).await;
    assert!(page.words().contains("Le rendez-vous est rétabli."), "{}", page.words());
    assert_eq!(app.appointment(booked.appointment).await.state, State::Booked);
    assert_eq!(expected(&app.client("samia")).await, [booked.appointment]);
}

async fn an_absence_is_taken_back(db: &TestDb) {
    let app = db.app(town()).await;
    let booked = app.client("samia").books_at("2027-01-04 09:00", "melun").await.unwrap();
    let mut lea = lea(&app).await;
    app.wait_until("2027-01-04 09:20");
    let page = lea.asks(&card(&app, "samia").await).await;
    let page = lea.fills(&page, "/step", &[("step", "miss")]).await;
    assert!(page.words().contains("L'absence est notée."), "{}", page.words());
    assert_eq!(app.appointment(booked.appointment).await.state, State::NoShow);
    let page = lea.fills(&page, "/desk/undo", &[]).await;
    assert!(page.words().contains("Le rendez-vous est rétabli."), "{}", page.words());
    let board = lea.asks("/desk/board?site=melun").await;
    assert!(board.words().contains("possible jusqu'à"), "expected as before: {}", board.words());
    assert_eq!(app.appointment(booked.appointment).await.state, State::Booked);
}

async fn a_new_appointment_is_in_the_way(db: &TestDb) {
    let app = db.app(town()).await;
    let booked = app.client("samia").books_the_earliest().await;
    let mut lea = lea(&app).await;
    let page = cancels(&app, &mut lea).await;
    let other = app.client("samia").books_at("2027-01-05 09:00", "melun").await.unwrap();
    let page = lea.fills(&page, "/desk/undo", &[]).await;
    assert!(page.words().contains("Trop tard pour rétablir"), "{}", page.words());
    assert_eq!(app.appointment(booked.appointment).await.state, State::Cancelled);
    assert_eq!(expected(&app.client("samia")).await, [other.appointment]);
}

async fn nothing_else_is_taken_back(db: &TestDb) {
    let app = db.app(town()).await;
    let booked = app.client("samia").books_the_earliest().await;
    let mut lea = lea(&app).await;
    let page = lea.asks("/desk").await;
    let form = lea.asks(&card(&app, "samia").await).await.form("/cancel").1;
    let form = form.into_iter().find(|(name, _)| name == "form").unwrap().1;
    let undo = async |lea: &mut Browser, appointment: &str, back: &str| {
        lea.posts("/desk/undo", &[("form", &form), ("appointment", appointment), ("back", back)]).await
    };
    let id = booked.appointment.to_string();
    let answer = undo(&mut lea, &id, "https://evil.example/").await;
    assert!(answer.path.starts_with("/desk"), "{}", answer.path);
    assert_eq!(app.appointment(booked.appointment).await.state, State::Booked);
    assert_eq!(undo(&mut lea, "x", "/desk").await.status, StatusCode::NOT_FOUND);
    // Cancelled elsewhere, people are notified at once: there is nothing to undo.
    let (by, why) = (domain::appointment_state::Party::Service, domain::appointment_state::Reason::Mistake);
    actions::cancel(&app.ctx, app.territory, booked.appointment, by, why, None).await.unwrap();
    undo(&mut lea, &id, "/desk").await;
    assert_eq!(app.appointment(booked.appointment).await.state, State::Cancelled);
    assert_eq!(page.status, StatusCode::OK);
}
