//! Message rows: written with the change, merged while unsaid, claimed by one worker.

use std::collections::BTreeSet;

use domain::channel::Channel;
use unisson::store::messages::{self, Status};

use crate::support::app::at;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    changes_before_anything_left_are_one_message_each,
    a_cancellation_undone_is_a_change_of_the_same_appointment,
    a_change_that_fails_writes_no_message,
    two_workers_never_get_the_same_message,
    a_later_message_waits_for_the_one_before,
    a_message_holds_no_names,
];

const NINE: &str = "2027-01-04 09:00";
const TEN: &str = "2027-01-04 10:00";

fn one_team() -> Draft {
    Draft::new().site("melun").teams(1, "melun").referrals(6)
}

async fn changes_before_anything_left_are_one_message_each(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    app.moves(booked.appointment, at(TEN)).await.unwrap();
    app.moves(booked.appointment, at("2027-01-04 11:00")).await.unwrap();
    let said = app.messages_about(booked.appointment).await;
    let planned: Vec<_> = said.iter().filter(|line| line.ends_with("planned")).collect();
    assert_eq!(
        planned,
        [
            "confirmation to the person, sequence 2, planned",
            "invitation to e-1, sequence 2, planned",
            "invitation to s-1, sequence 2, planned",
        ]
    );
    assert_eq!(said.len(), 9, "what was overtaken is kept, as dropped");
}

async fn a_cancellation_undone_is_a_change_of_the_same_appointment(db: &TestDb) {
    let app = db.app(Draft::new().site("melun").teams(2, "melun").referrals(1)).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let team = app.team_of(booked.appointment).await;
    let social = team.iter().find(|key| key.starts_with("s-")).unwrap();
    let other = if *social == "s-1" { "s-2" } else { "s-1" };
    app.sends_everything().await;
    app.is_away(social, "2027-01-05 00:00", "2027-01-06 00:00").await;
    app.is_away(other, "2027-01-06 00:00", "2027-01-07 00:00").await;
    app.moves(booked.appointment, at("2027-01-05 09:00")).await.unwrap();
    app.moves(booked.appointment, at("2027-01-06 09:00")).await.unwrap();
    let said = app.messages_about(booked.appointment).await;
    let update = format!("update to {social}, sequence 2, planned");
    assert!(said.contains(&update), "their calendar still holds it: {said:?}");
    let uninvited = format!("to {other}, sequence");
    assert!(
        said.iter().filter(|line| line.contains(&uninvited)).all(|line| line.ends_with("dropped")),
        "who was never told need not know: {said:?}"
    );
}

async fn a_change_that_fails_writes_no_message(db: &TestDb) {
    let app = db.app(one_team()).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let second = app.client("r-2").books_at(TEN, "melun").await.unwrap();
    let before = messages::count(&app.ctx.db).await.unwrap();
    app.moves(second.appointment, at(NINE)).await.unwrap_err();
    app.client("r-3").books_at(NINE, "melun").await.unwrap_err();
    assert_eq!(messages::count(&app.ctx.db).await.unwrap(), before);
}

async fn two_workers_never_get_the_same_message(db: &TestDb) {
    let app = db.app(one_team()).await;
    for (number, hour) in (9..12).chain(14..17).enumerate() {
        let client = app.client(&format!("r-{}", number + 1));
        client.books_at(&format!("2027-01-04 {hour:02}:00"), "melun").await.unwrap();
    }
    let other = db.replica(&app).await;
    let workers: Vec<_> = [app.clone(), other]
        .into_iter()
        .map(|app| {
            tokio::spawn(async move {
                let mut got = Vec::new();
                loop {
                    let tx = app.ctx.db.begin().await.unwrap();
                    let some = messages::claim(&tx, app.ctx.db.kind(), Channel::Mail, 2, app.ctx.now())
                        .await
                        .unwrap();
                    tx.commit().await.unwrap();
                    if some.is_empty() {
                        return got;
                    }
                    got.extend(some.into_iter().map(|message| message.id));
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.unwrap());
    }
    // A worker that saw only rows another was claiming stops early, which the next round makes up for.
    let apart: BTreeSet<_> = all.iter().collect();
    assert_eq!(apart.len(), all.len(), "no message twice");
    assert_eq!(all.len(), 18);
}

async fn a_later_message_waits_for_the_one_before(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let claim = async || {
        let tx = app.ctx.db.begin().await.unwrap();
        let some = messages::claim(&tx, app.ctx.db.kind(), Channel::Mail, 10, app.ctx.now()).await.unwrap();
        tx.commit().await.unwrap();
        some
    };
    let leaving = claim().await;
    assert_eq!(leaving.len(), 3);
    app.moves(booked.appointment, at(TEN)).await.unwrap();
    assert!(claim().await.is_empty(), "the update waits until the invitation has left");
    let tx = app.ctx.db.begin().await.unwrap();
    for message in leaving {
        messages::settle(&tx, message.id, Status::Sent, None, app.ctx.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(claim().await.len(), 3);
}

async fn a_message_holds_no_names(db: &TestDb) {
    let app = db.app(one_team()).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let raw = db.raw().await;
    for word in ["Camille", "Agent", "exemple.fr", "Mairie"] {
        let sql = format!(
            "SELECT (SELECT COUNT(*) FROM message WHERE payload LIKE '%{word}%') \
             + (SELECT COUNT(*) FROM appointment_event WHERE detail LIKE '%{word}%') AS n"
        );
        assert_eq!(raw.counts(&sql).await, 0, "{word} stands in a row that is kept");
    }
}
