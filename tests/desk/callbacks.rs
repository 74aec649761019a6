//! The calls to make, when it is the team of an appointment that cannot keep it.

use chrono::{DateTime, Utc};
use domain::ids::AppointmentId;
use domain::incoming_mail::{InvitationAnswer, InvitationReply, TimeProposal};
use unisson::actions::{self, Invitee, Noted};
use unisson::cli::callbacks::to_make;
use unisson::cli::lookup::TerritoryArgument;
use unisson::store::callbacks;

use super::{expected, lea, town};
use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![
    who_declines_and_is_not_replaced_leaves_a_call_with_other_times,
    every_reason_of_a_call_is_said,
    who_is_declared_away_leaves_a_call_with_other_times,
    a_callback_about_an_appointment_is_due_before_it,
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

async fn answers(
    app: &App,
    about: AppointmentId,
    key: &str,
    answer: InvitationAnswer,
    stamp: DateTime<Utc>,
) -> Noted {
    let invitee = Invitee {
        territory: app.territory,
        appointment: about,
        resource: app.resource(key),
        email: format!("{key}@exemple.fr"),
        zone: chrono_tz::Tz::Europe__Paris,
    };
    let sequence = app.appointment(about).await.revision - 1;
    let proposes = (answer == InvitationAnswer::Counter)
        .then(|| TimeProposal { from: at("2027-01-07 10:00"), to: Some(at("2027-01-07 11:15")) });
    let reply = InvitationReply { appointment: about, answer, sequence, stamp, proposes };
    actions::note_answer(&app.ctx, &invitee, &reply, false).await.unwrap()
}

/// What `unisson callbacks` prints below the callbacks.
async fn listed(app: &App) -> Vec<String> {
    let found = TerritoryArgument { territory: None }.find(&app.ctx).await.unwrap();
    let lines = to_make(&app.ctx, &found).await.unwrap();
    lines.iter().filter_map(|line| line.strip_prefix("    ")).map(str::to_owned).collect()
}

async fn who_declines_and_is_not_replaced_leaves_a_call_with_other_times(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    assert_eq!(answers(&app, booked, &social, InvitationAnswer::Declined, app.ctx.now()).await, Noted::Told);
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

async fn who_is_declared_away_leaves_a_call_with_other_times(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    assert_eq!(app.is_away(&social, "2027-01-06 08:00", "2027-01-06 10:00").await, [booked]);
    actions::replace_or_escalate(&app.ctx, app.territory, booked).await.unwrap();
    let said = lea(&app).await.asks("/desk/calls").await.words();
    assert!(said.contains(&format!("Agent {social} ne peut pas venir mercredi 6 janvier à 9 h.")), "{said}");
    assert!(said.contains("mercredi 6 janvier à 11 h"), "{said}");
}

async fn every_reason_of_a_call_is_said(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    let samia = app.client("samia").ask.referral;
    actions::request_callback(&app.ctx, app.territory, samia, domain::time::HalfDay::Afternoon)
        .await
        .unwrap();
    answers(&app, booked, &social, InvitationAnswer::Declined, app.ctx.now()).await;
    let mut lea = lea(&app).await;
    let page = lea.asks("/desk/calls").await;
    let said = page.words();
    let declined = said.find(&format!("Agent {social} ne peut pas venir")).unwrap();
    let unsuited = said.find("Aucun jour proposé ne convenait.").unwrap();
    assert!(declined < unsuited, "the most urgent first: {said}");
    assert!(said.contains("Samia Ben Saïd") && said.matches("Samia Ben Saïd").count() == 1, "{said}");
    assert!(said.contains("mercredi 6 janvier à 10 h"), "{said}");
    lea.fills(&page, "/desk/calls", &[]).await;
    assert!(callbacks::open(app.ctx.db.read(), app.territory).await.unwrap().is_empty());
}

async fn a_callback_about_an_appointment_is_due_before_it(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    let bruno = app.client("bruno").ask.referral;
    actions::request_callback(&app.ctx, app.territory, bruno, domain::time::HalfDay::Morning).await.unwrap();
    app.wait_until("2027-01-05 10:00");
    answers(&app, booked, &social, InvitationAnswer::Declined, app.ctx.now()).await;
    let mut lea = lea(&app).await;
    let said = lea.asks("/desk/calls").await.words();
    assert!(said.contains("À appeler avant le rendez-vous du mercredi 6 janvier à 9 h."), "{said}");
    // Nothing comes before it on the day itself, not even who should have been called the day before.
    app.wait_until("2027-01-06 08:00");
    let mut paul = crate::office::staff::at_work(&app, "paul", super::DESK, 2).await;
    let said = paul.asks("/desk/calls").await.words();
    assert!(said.contains("À appeler aujourd'hui, avant le rendez-vous de 9 h."), "{said}");
    assert!(said.find("Samia").unwrap() < said.find("Bruno").unwrap(), "{said}");
    app.wait_until("2027-01-06 09:10");
    let said = paul.asks("/desk/calls").await.words();
    let samia = said.find("Samia").unwrap();
    assert!(said[samia..].contains("En retard"), "{said}");
}

/// The first button that names a start.
fn first_choice(page: &str) -> &str {
    let at = page.find("name=\"choice\" value=\"").unwrap() + "name=\"choice\" value=\"".len();
    page[at..].split('"').next().unwrap()
}

async fn another_time_proposed_is_a_call_with_other_times(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    assert_eq!(answers(&app, booked, &social, InvitationAnswer::Counter, app.ctx.now()).await, Noted::Told);
    let page = lea(&app).await.asks("/desk/calls").await;
    let said = page.words();
    let other = "jeudi 7 janvier, de 10 h à 11 h 15, au lieu de mercredi 6 janvier à 9 h.";
    assert!(said.contains(&format!("Agent {social} propose {other}")), "{said}");
    assert!(said.contains("mercredi 6 janvier à 10 h"), "{said}");
}

async fn nothing_is_proposed_that_cannot_be_had(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    answers(&app, booked, &social, InvitationAnswer::Declined, app.ctx.now()).await;
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
        domain::appointment_state::Party::Service,
        domain::appointment_state::Reason::TeamAway,
        None,
    )
    .await
    .unwrap();
    let mut paul = crate::office::staff::at_work(&app, "paul", super::DESK, 2).await;
    let page = paul.asks("/desk/calls").await;
    assert!(!page.words().contains("déplacer le rendez-vous"), "there is none any more: {}", page.words());
    assert_eq!(callbacks::open(app.ctx.db.read(), app.territory).await.unwrap().len(), 1);
    assert!(listed(&app).await.is_empty(), "nothing is proposed instead of nothing");
}

async fn who_may_come_is_listed_until_they_say_more(db: &TestDb) {
    let (app, booked, social) = booked(db).await;
    let now = app.ctx.now();
    assert_eq!(answers(&app, booked, &social, InvitationAnswer::Tentative, now).await, Noted::Written);
    let mut lea = lea(&app).await;
    let page = lea.asks("/desk/calls").await;
    let said = page.words();
    assert!(said.contains(&format!("Agent {social} viendra peut-être mercredi 6 janvier à 9 h")), "{said}");
    assert!(said.contains("Samia Ben Saïd") && said.contains("Aucun appel n'est promis."), "{said}");
    answers(&app, booked, &social, InvitationAnswer::Accepted, now + chrono::Duration::minutes(1)).await;
    let page = lea.asks("/desk/calls").await;
    assert!(!page.words().contains("peut-être"), "{}", page.words());
}
