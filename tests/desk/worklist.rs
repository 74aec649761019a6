//! The calls to make, when it is the team of an appointment that cannot keep it.

use chrono::{DateTime, Utc};
use domain::ids::AppointmentId;
use domain::incoming::{Answer, Reply};
use unisson::actions::{self, Invitee, Noted};
use unisson::cli::calls::to_make;
use unisson::cli::territory::Which;
use unisson::store::callbacks;

use super::{expected, lea, town};
use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![
    who_declines_and_is_not_replaced_leaves_a_call_with_other_times,
    another_time_proposed_is_a_call_with_other_times,
    nothing_is_proposed_that_cannot_be_had,
    who_may_come_is_listed_until_they_say_more,
];

const START: &str = "2027-01-06 09:00";

/// Samia's appointment, and the social worker of its team; the other one is away that day.
async fn booked(db: &TestDb) -> (App, AppointmentId, String) {
    let app = db.app(town()).await;
    let booked = app.client("samia").books_at(START, "melun").await.unwrap().appointment;
    app.sends_everything().await;
    let social = app.team_of(booked).await.into_iter().find(|key| key.starts_with("s-")).unwrap().to_owned();
    let other = if social == "s-1" { "s-2" } else { "s-1" };
    app.is_away(other, "2027-01-06 00:00", "2027-01-07 00:00").await;
    (app, booked, social)
}

async fn answers(app: &App, about: AppointmentId, key: &str, answer: Answer, stamp: DateTime<Utc>) -> Noted {
    let invitee = Invitee {
        territory: app.territory,
        appointment: about,
        resource: app.resource(key),
        email: format!("{key}@exemple.fr"),
    };
    let sequence = app.appointment(about).await.revision - 1;
    let reply = Reply { appointment: about, answer, sequence, stamp };
    actions::note_answer(&app.ctx, &invitee, &reply, false).await.unwrap()
}

/// What `unisson calls` says under the calls.
async fn listed(app: &App) -> Vec<String> {
    let found = Which { territory: None }.find(&app.ctx).await.unwrap();
    let lines = to_make(&app.ctx, &found).await.unwrap();
    lines.iter().filter_map(|line| line.strip_prefix("    ")).map(str::to_owned).collect()
}

async fn who_declines_and_is_not_replaced_leaves_a_call_with_other_times(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    assert_eq!(answers(&app, booked, &social, Answer::Declined, app.ctx.now()).await, Noted::Told);
    let mut lea = lea(&app).await;
    let page = lea.asks("/desk/calls").await;
    let said = page.words();
    assert!(said.contains(&format!("Agent {social} ne peut pas venir mercredi 6 janvier à 9 h.")), "{said}");
    for time in ["10 h", "11 h", "14 h"] {
        assert!(said.contains(&format!("mercredi 6 janvier à {time}")), "{said}");
    }
    let not_kept = format!("not kept  2027-01-06T08:00:00Z  melun  mercredi 6 janvier 2027 à 9 h  {booked}");
    assert_eq!(
        listed(&app).await,
        [
            not_kept.as_str(),
            "free      2027-01-06T09:00:00Z  melun  mercredi 6 janvier 2027 à 10 h",
            "free      2027-01-06T10:00:00Z  melun  mercredi 6 janvier 2027 à 11 h",
            "free      2027-01-06T13:00:00Z  melun  mercredi 6 janvier 2027 à 14 h",
        ]
    );
    let moved = lea.fills(&page, "/move", &[("choice", first_choice(&page.text))]).await;
    assert!(moved.words().contains("La date est changée"), "{}", moved.words());
    assert_eq!(expected(&app.client("samia")).await, [booked]);
    assert_ne!(app.appointment(booked).await.visit.start.instant(), at(START));
    let page = lea.asks("/desk/calls").await;
    assert!(page.words().contains("Aucun appel n'est promis."), "the call is over: {}", page.words());
    assert!(listed(&app).await.is_empty());
}

/// The first button that names a start.
fn first_choice(page: &str) -> &str {
    let at = page.find("name=\"choice\" value=\"").unwrap() + "name=\"choice\" value=\"".len();
    page[at..].split('"').next().unwrap()
}

async fn another_time_proposed_is_a_call_with_other_times(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    assert_eq!(answers(&app, booked, &social, Answer::Counter, app.ctx.now()).await, Noted::Told);
    let page = lea(&app).await.asks("/desk/calls").await;
    let said = page.words();
    assert!(
        said.contains(&format!("Agent {social} propose une autre heure que mercredi 6 janvier à 9 h.")),
        "{said}"
    );
    assert!(said.contains("mercredi 6 janvier à 10 h"), "{said}");
}

async fn nothing_is_proposed_that_cannot_be_had(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    answers(&app, booked, &social, Answer::Declined, app.ctx.now()).await;
    for key in ["s-1", "s-2", "s-meaux"] {
        app.is_away(key, "2027-01-04 00:00", "2027-04-01 00:00").await;
    }
    let page = lea(&app).await.asks("/desk/calls").await;
    assert!(page.words().contains("Aucun autre moment n'est libre."), "{}", page.words());
    assert_eq!(listed(&app).await[1], "no other time is free");
    actions::cancel(
        &app.ctx,
        app.territory,
        booked,
        domain::life::Party::Service,
        domain::life::Reason::TeamAway,
        None,
    )
    .await
    .unwrap();
    let mut paul = crate::office::people::at_work(&app, "paul", super::DESK, 2).await;
    let page = paul.asks("/desk/calls").await;
    assert!(!page.words().contains("déplacer le rendez-vous"), "there is none any more: {}", page.words());
    assert_eq!(callbacks::open(app.ctx.db.read(), app.territory).await.unwrap().len(), 1);
    assert!(listed(&app).await.is_empty(), "nothing is proposed instead of nothing");
}

async fn who_may_come_is_listed_until_they_say_more(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    let now = app.ctx.now();
    assert_eq!(answers(&app, booked, &social, Answer::Tentative, now).await, Noted::Written);
    let mut lea = lea(&app).await;
    let page = lea.asks("/desk/calls").await;
    let said = page.words();
    assert!(said.contains(&format!("Agent {social} viendra peut-être mercredi 6 janvier à 9 h")), "{said}");
    assert!(said.contains("Samia Ben Saïd") && said.contains("Aucun appel n'est promis."), "{said}");
    answers(&app, booked, &social, Answer::Accepted, now + chrono::Duration::minutes(1)).await;
    let page = lea.asks("/desk/calls").await;
    assert!(!page.words().contains("peut-être"), "{}", page.words());
}
