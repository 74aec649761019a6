//! Somebody falls ill: the hour stands, with a colleague.

use unisson::actions::Replaced;
use unisson::actions::{replace, replace_or_escalate};
use unisson::store::callbacks::{self, CallbackReason};

use crate::support::app::at;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    a_colleague_takes_the_place_and_the_person_is_not_disturbed,
    before_anything_left_the_new_team_is_simply_invited,
    a_closed_room_gives_way_to_another,
    nobody_is_replaced_without_need,
    when_nobody_can_take_the_place_the_next_times_are_named,
    who_is_away_and_not_replaced_is_told_to_the_desk_once,
    many_replacements_at_once_never_choose_the_same_colleague,
];

const NINE: &str = "2027-01-04 09:00";

fn teams(count: usize) -> Draft {
    Draft::new().site("melun").teams(count, "melun").referrals(6)
}

async fn a_colleague_takes_the_place_and_the_person_is_not_disturbed(db: &TestDb) {
    let app =
        db.app(teams(1).with(crate::support::territory::person("s-2").is("social").works_at("melun"))).await;
    let referent = app.client("r-1");
    let booked = referent.books_at(NINE, "melun").await.unwrap();
    let team = app.team_of(booked.appointment).await;
    let (ill, well) = if team.contains(&"s-1") { ("s-1", "s-2") } else { ("s-2", "s-1") };
    app.sends_everything().await;
    assert_eq!(app.is_away(ill, "2027-01-04 00:00", "2027-01-05 00:00").await, [booked.appointment]);
    let replaced = replace(&app.ctx, app.territory, booked.appointment, None).await.unwrap();
    let (left, came) = (vec![app.resource(ill)], vec![app.resource(well)]);
    assert_eq!(replaced, Replaced::Done { left, came });
    assert_eq!(app.team_of(booked.appointment).await, ["e-1", "room-1", well]);
    let said = app.messages_about(booked.appointment).await;
    let news: Vec<_> = said.into_iter().filter(|line| line.contains("sequence 1")).collect();
    assert_eq!(
        news,
        [
            format!("invitation to {well}, sequence 1, planned"),
            "update to e-1, sequence 1, planned".to_owned(),
            format!("withdrawal to {ill}, sequence 1, planned"),
        ]
    );
    assert_eq!(app.appointment(booked.appointment).await.visit.start.instant(), at(NINE));
}

async fn before_anything_left_the_new_team_is_simply_invited(db: &TestDb) {
    let app = db.app(teams(2)).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let team = app.team_of(booked.appointment).await;
    let [counsellor, _, ill] = team[..] else { panic!("{team:?}") };
    let well = if ill == "s-1" { "s-2" } else { "s-1" };
    app.is_away(ill, "2027-01-04 00:00", "2027-01-05 00:00").await;
    replace(&app.ctx, app.territory, booked.appointment, None).await.unwrap();
    let said = app.messages_about(booked.appointment).await;
    let planned: Vec<_> = said.into_iter().filter(|line| line.ends_with("planned")).collect();
    let mut expected = [
        "confirmation to the person, sequence 0, planned".to_owned(),
        format!("invitation to {counsellor}, sequence 1, planned"),
        format!("invitation to {well}, sequence 1, planned"),
    ];
    expected.sort_unstable();
    assert_eq!(planned, expected);
}

async fn a_closed_room_gives_way_to_another(db: &TestDb) {
    let app = db.app(teams(1).room("spare", "melun")).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let team = app.team_of(booked.appointment).await;
    let (closed, open) = if team.contains(&"spare") { ("spare", "room-1") } else { ("room-1", "spare") };
    app.is_away(closed, "2027-01-04 08:00", "2027-01-04 12:00").await;
    replace(&app.ctx, app.territory, booked.appointment, None).await.unwrap();
    assert!(app.team_of(booked.appointment).await.contains(&open));
}

async fn nobody_is_replaced_without_need(db: &TestDb) {
    let app = db.app(teams(2)).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let before = app.appointment(booked.appointment).await;
    let outcome = replace(&app.ctx, app.territory, booked.appointment, None).await.unwrap();
    assert_eq!(outcome, Replaced::NotNeeded);
    assert_eq!(app.appointment(booked.appointment).await, before);
}

async fn when_nobody_can_take_the_place_the_next_times_are_named(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    app.is_away("s-1", "2027-01-04 00:00", "2027-01-05 00:00").await;
    let before = app.appointment(booked.appointment).await;
    let outcome = replace(&app.ctx, app.territory, booked.appointment, None).await.unwrap();
    let Replaced::Nobody(offers) = outcome else { panic!("{outcome:?}") };
    assert_eq!(offers[0].start, at("2027-01-05 09:00"));
    assert_eq!(app.appointment(booked.appointment).await, before, "the old time is safe meanwhile");
    app.moves(booked.appointment, offers[0].start).await.unwrap();
}

async fn who_is_away_and_not_replaced_is_told_to_the_desk_once(db: &TestDb) {
    let app = db.app(teams(1).room("spare", "melun")).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap().appointment;
    let tasks = async || -> Vec<CallbackReason> {
        let open = callbacks::open(app.ctx.db.read(), app.territory).await.unwrap();
        open.into_iter().map(|call| call.why).collect()
    };
    // A room is replaced by another: no callback is needed.
    let team = app.team_of(booked).await;
    let closed = if team.contains(&"spare") { "spare" } else { "room-1" };
    app.is_away(closed, "2027-01-04 08:00", "2027-01-04 12:00").await;
    assert!(matches!(
        replace_or_escalate(&app.ctx, app.territory, booked).await.unwrap(),
        Replaced::Done { .. }
    ));
    assert!(tasks().await.is_empty());
    app.is_away("s-1", "2027-01-04 00:00", "2027-01-05 00:00").await;
    for _ in 0..2 {
        assert!(matches!(
            replace_or_escalate(&app.ctx, app.territory, booked).await.unwrap(),
            Replaced::Nobody(_)
        ));
        assert_eq!(tasks().await, [CallbackReason::TeamDeclined]);
    }
    let calls = callbacks::to_make(app.ctx.db.read(), app.territory).await.unwrap();
    assert_eq!(calls[0].call.due_on.to_string(), "2027-01-04", "before the appointment");
    app.moves(booked, at("2027-01-05 09:00")).await.unwrap();
    assert!(tasks().await.is_empty());
}

async fn many_replacements_at_once_never_choose_the_same_colleague(db: &TestDb) {
    let app = db.app(teams(6)).await;
    let mut booked = Vec::new();
    for number in 1..=3 {
        let client = app.client(&format!("r-{number}"));
        booked.push(client.books_at(NINE, "melun").await.unwrap().appointment);
    }
    for id in &booked {
        let team = app.team_of(*id).await;
        let social = team.iter().find(|key| key.starts_with("s-")).unwrap();
        app.is_away(social, "2027-01-04 00:00", "2027-01-05 00:00").await;
    }
    let tasks: Vec<_> = booked
        .into_iter()
        .map(|id| {
            let app = app.clone();
            tokio::spawn(async move { replace(&app.ctx, app.territory, id, None).await })
        })
        .collect();
    for task in tasks {
        assert!(matches!(task.await.unwrap().unwrap(), Replaced::Done { .. }));
    }
}
