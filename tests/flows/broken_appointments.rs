//! A change of agendas breaks appointments: they are found, a colleague comes at the same time, or the desk calls.

use domain::ids::{AppointmentId, ResourceId};
use domain::territory_document::TerritoryDocument;
use unisson::actions::{self, Repaired};
use unisson::jobs::repair_appointments::RepairAppointments;
use unisson::store::callbacks::{self, CallbackReason};
use unisson::store::provenance::ListSource;

use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{Draft, person};

both_databases![
    an_opening_that_ends_is_found_and_a_colleague_comes,
    a_site_that_closes_that_day_becomes_one_call,
    a_role_that_is_lost_is_found,
    what_nobody_changed_is_not_broken,
    the_job_looks_again_when_agendas_have_changed,
];

const THURSDAY: &str = "2027-01-07 09:00";

fn town(colleagues: &[&str]) -> Draft {
    let social = |key: &&str| person(key).is("social").works_at("melun");
    let draft = Draft::new().site("melun").room("room-1", "melun").referrals(3);
    let draft = draft.with(person("e-1").is("employment").works_at("melun"));
    colleagues.iter().map(social).fold(draft, Draft::with)
}

/// The territory is imported again after `change`.
async fn imported(app: &App, draft: &Draft, change: impl FnOnce(&mut TerritoryDocument)) {
    let mut document = draft.0.clone();
    change(&mut document);
    let source = ListSource { name: "listes".to_owned(), as_of: None };
    actions::import_territory(&app.ctx, &document, &[], &source).await.unwrap();
}

/// The openings of a professional end on Wednesday.
fn ends(document: &mut TerritoryDocument, key: &str) {
    let person = document.professionals.iter_mut().find(|person| person.key == key).unwrap();
    for opening in &mut person.openings {
        opening.repeat = opening.repeat.take().map(|rule| format!("{rule};UNTIL=20270106"));
    }
}

async fn broken(app: &App) -> Vec<(AppointmentId, Vec<ResourceId>)> {
    let found = actions::broken_appointments(&app.ctx.db, &app.ctx.agendas, app.territory, app.ctx.now());
    found.await.unwrap().into_iter().map(|one| (one.id, one.missing)).collect()
}

async fn calls(app: &App) -> Vec<CallbackReason> {
    let open = callbacks::open(app.ctx.db.read(), app.territory).await.unwrap();
    open.into_iter().map(|call| call.why).collect()
}

async fn an_opening_that_ends_is_found_and_a_colleague_comes(db: &TestDb) {
    let draft = town(&["s-1", "s-2"]);
    let app = db.app(draft.clone()).await;
    let booked = app.client("r-1").books_at(THURSDAY, "melun").await.unwrap().appointment;
    let team = app.team_of(booked).await;
    let (left, came) = if team.contains(&"s-1") { ("s-1", "s-2") } else { ("s-2", "s-1") };
    imported(&app, &draft, |document| ends(document, left)).await;
    assert_eq!(broken(&app).await, [(booked, vec![app.resource(left)])]);
    let repaired = actions::repair_broken(&app.ctx, app.territory).await.unwrap();
    assert_eq!(repaired, Repaired { replaced: 1, callbacks: 0 });
    assert!(app.team_of(booked).await.contains(&came));
    assert!(broken(&app).await.is_empty() && calls(&app).await.is_empty());
}

async fn a_site_that_closes_that_day_becomes_one_call(db: &TestDb) {
    let draft = town(&["s-1", "s-2"]);
    let app = db.app(draft.clone()).await;
    let booked = app.client("r-1").books_at(THURSDAY, "melun").await.unwrap().appointment;
    imported(&app, &draft, |document| document.sites[0].hours[0].days.retain(|day| day != "thu")).await;
    let [(id, missing)] = &broken(&app).await[..] else { panic!("one is broken") };
    assert_eq!((*id, missing.len()), (booked, 3), "the whole team stands before a closed door");
    for _ in 0..2 {
        let repaired = actions::repair_broken(&app.ctx, app.territory).await.unwrap();
        assert_eq!(repaired, Repaired { replaced: 0, callbacks: 1 });
        assert_eq!(calls(&app).await, [CallbackReason::TeamDeclined]);
    }
}

async fn a_role_that_is_lost_is_found(db: &TestDb) {
    let draft = town(&["s-1", "s-2"]);
    let app = db.app(draft.clone()).await;
    let booked = app.client("r-1").books_at(THURSDAY, "melun").await.unwrap().appointment;
    let left = if app.team_of(booked).await.contains(&"s-1") { "s-1" } else { "s-2" };
    imported(&app, &draft, |document| {
        let person = document.professionals.iter_mut().find(|person| person.key == left).unwrap();
        person.roles = vec!["employment".to_owned()];
    })
    .await;
    assert_eq!(broken(&app).await, [(booked, vec![app.resource(left)])]);
}

async fn what_nobody_changed_is_not_broken(db: &TestDb) {
    let draft = town(&["s-1"]);
    let app = db.app(draft.clone()).await;
    app.client("r-1").books_at(THURSDAY, "melun").await.unwrap();
    app.client("r-2").books_the_earliest().await;
    imported(&app, &draft, |document| ends(document, "s-1")).await;
    imported(&app, &draft, |_| ()).await;
    assert!(broken(&app).await.is_empty(), "the opening is back");
    assert_eq!(actions::repair_broken(&app.ctx, app.territory).await.unwrap(), Repaired::default());
}

async fn the_job_looks_again_when_agendas_have_changed(db: &TestDb) {
    let draft = town(&["s-1"]);
    let app = db.app(draft.clone()).await;
    app.client("r-1").books_at(THURSDAY, "melun").await.unwrap();
    let mut job = RepairAppointments::default();
    job.run_once(&app.ctx).await.unwrap();
    assert!(calls(&app).await.is_empty());
    imported(&app, &draft, |document| ends(document, "s-1")).await;
    job.run_once(&app.ctx).await.unwrap();
    assert_eq!(calls(&app).await, [CallbackReason::TeamDeclined]);
}
