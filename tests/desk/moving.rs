//! Moving an appointment at the desk: what is offered is another hour.

use axum::http::StatusCode;

use super::{card, lea, town};
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![moving_never_offers_the_hour_the_person_has];

async fn moving_never_offers_the_hour_the_person_has(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let booked = app.client("samia").books_the_earliest().await;
    let had = app.appointment(booked.appointment).await;
    let page = lea.asks(&card(&app, "samia").await).await;
    let panel = lea.asks(&page.link("move=").unwrap()).await;
    let hour = had.visit.start.0.to_string();
    let choices = panel.choices("choice");
    assert!(choices.len() == 3 && choices.iter().all(|choice| !choice.starts_with(&hour)), "{choices:?}");
    let same = format!("{hour}.{}", had.site);
    let page = lea.fills(&panel, "/move", &[("choice", &same)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words().contains("C'est l'heure que la personne a déjà : rien n'a changé."));
    assert_eq!(app.appointment(booked.appointment).await, had);
    // What is chosen before anything is pressed is a change.
    let done = lea.fills(&page, "/move", &[]).await;
    assert!(done.words().contains("La date est changée"), "{}", done.words());
    assert_ne!(app.appointment(booked.appointment).await.visit, had.visit);
}
