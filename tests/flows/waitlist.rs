//! A slot that becomes free is notified to a few of those who wait, the longest first.

use chrono::{Duration, NaiveDate};
use domain::appointment_state::{Party, Reason};
use domain::channel::Channel;
use domain::notifications::MessageKind;
use domain::territory_document::WaitlistSpec;
use domain::time::HalfDay;
use unisson::actions::{self, Booked, Due, LinkSet, Redelivery};
use unisson::keys::{LinkSigner, PublicUrl};
use unisson::store::messages::{self, Status};

use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{Draft, person};

both_databases![
    a_few_are_notified_the_longest_waiting_first,
    others_are_notified_until_it_is_taken,
    nobody_is_notified_of_a_second_slot_soon,
    who_waits_with_a_later_appointment_is_notified_and_keeps_it,
    whom_nothing_suited_is_told,
    who_could_come_earlier_anyway_is_not,
    a_slot_taken_before_the_message_leaves_notifies_nobody,
    it_waits_for_the_day_and_is_not_sent_too_late,
    what_is_undone_notifies_nobody,
    who_gave_a_slot_back_is_not_notified_of_it,
    rescheduling_frees_a_slot_too,
    a_territory_may_do_without,
    two_workers_notify_each_once,
    who_wants_no_reminders_is_not_told,
];

/// One team, for one hour on Thursdays: 7, 14 and 21 January are the places there are. `w-1` to `w-6` wait, the last one
/// the longest; `a` to `c` take places.
fn town() -> Draft {
    let mut draft = Draft::new()
        .site("melun")
        .room("room-1", "melun")
        .with(person("s-1").is("social").opens("melun", "TH", "09:00", "10:00"))
        .with(person("e-1").is("employment").opens("melun", "TH", "09:00", "10:00"))
        .referral("a", |_| {})
        .referral("b", |_| {})
        .referral("c", |_| {});
    for number in 1..=6_u32 {
        draft = draft.referral(&format!("w-{number}"), |sheet| {
            sheet.received_on = NaiveDate::from_ymd_opt(2026, 11, 30 - number).unwrap();
        });
    }
    draft
}

async fn over(db: &TestDb, draft: Draft) -> App {
    let mut app = db.app(draft).await;
    let public_url = Some(PublicUrl::parse("https://rdv.exemple.fr").unwrap());
    let links = app.ctx.links.take().unwrap();
    app.ctx.links = Some(LinkSigner { public_url, ..links });
    app
}

const FIRST: &str = "2027-01-07 09:00";

/// The first place is taken by `a`, and `w-1` to `w-6` are invited.
async fn full(db: &TestDb, draft: Draft) -> (App, Booked) {
    let app = over(db, draft).await;
    let booked = app.client("a").books_at(FIRST, "melun").await.unwrap();
    for number in 1..=6 {
        invited(&app, &format!("w-{number}")).await;
    }
    (app, booked)
}

async fn invited(app: &App, key: &str) {
    let ask = app.client(key).ask;
    let which = LinkSet::Current;
    actions::invite(&app.ctx, app.territory, ask.referral, ask.visit_type, which).await.unwrap();
}

async fn cancels(app: &App, booked: &Booked) {
    let by = Party::Service;
    actions::cancel(&app.ctx, app.territory, booked.appointment, by, Reason::Asked, None).await.unwrap();
}

/// Who was written to of a free place and in what state the message is, in the order of writing.
async fn told(app: &App) -> Vec<(String, Status)> {
    let mut found = Vec::new();
    for message in messages::latest(&app.ctx.db, 500).await.unwrap() {
        if message.kind == MessageKind::PlaceFreed {
            let referral = unisson::store::referrals::get(app.ctx.db.read(), app.territory, message.referral);
            found.push((referral.await.unwrap().unwrap().key, message.status));
        }
    }
    found.sort_unstable();
    found
}

async fn who(app: &App) -> Vec<String> {
    told(app).await.into_iter().map(|(key, _)| key).collect()
}

async fn fills(app: &App) -> usize {
    actions::notify_waitlist(&app.ctx).await.unwrap()
}

/// What leaves by mail now of places that became free.
async fn leaves(app: &App) -> Vec<Due> {
    let mut left = Vec::new();
    loop {
        let batch = actions::claim_due(&app.ctx, Channel::Mail, 20, Redelivery::Unsafe).await.unwrap();
        if batch.looked_at == 0 {
            return left;
        }
        for due in batch.due {
            actions::settle(&app.ctx, due.message.id, &actions::Delivery::Sent).await.unwrap();
            if due.message.kind == MessageKind::PlaceFreed {
                left.push(due);
            }
        }
    }
}

async fn a_few_are_notified_the_longest_waiting_first(db: &TestDb) {
    let (app, booked) = full(db, town()).await;
    assert_eq!(fills(&app).await, 0, "nothing is free");
    cancels(&app, &booked).await;
    // The service may stop here: the waitlist slot was stored with the cancellation.
    let again = db.replica(&app).await;
    assert_eq!(fills(&again).await, 3);
    assert_eq!(who(&app).await, ["w-4", "w-5", "w-6"]);
    assert_eq!(fills(&app).await, 0, "others have their turn later");
    let left = leaves(&app).await;
    assert_eq!(left.len(), 3);
    for due in &left {
        assert_eq!(due.message.facts.start, domain::time::Quantum::floor(at(FIRST)).0);
        assert_eq!((due.message.appointment, due.message.facts.previous_start), (None, None));
        assert!(due.link.as_ref().unwrap().starts_with("https://rdv.exemple.fr/a/"), "{:?}", due.link);
        assert!(due.stop.is_some(), "and how to get no more of them");
    }
}

async fn others_are_notified_until_it_is_taken(db: &TestDb) {
    let (app, booked) = full(db, town()).await;
    cancels(&app, &booked).await;
    fills(&app).await;
    app.wait_until("2027-01-04 10:59");
    assert_eq!(fills(&app).await, 0);
    app.wait_until("2027-01-04 11:00");
    assert_eq!(fills(&app).await, 3);
    assert_eq!(who(&app).await, ["w-1", "w-2", "w-3", "w-4", "w-5", "w-6"]);
    let booked = app.client("w-5").books_at(FIRST, "melun").await.unwrap();
    assert!(leaves(&app).await.is_empty(), "what has not left does not leave");
    app.wait_until("2027-01-04 14:00");
    assert_eq!(fills(&app).await, 0);
    assert!(
        unisson::store::waitlist::territories_due(app.ctx.db.read(), at("2027-02-01 08:00"))
            .await
            .unwrap()
            .is_empty()
    );
    // It is free once more, and everybody was notified of a slot lately.
    cancels(&app, &booked).await;
    invited(&app, "w-5").await;
    assert_eq!(fills(&app).await, 3, "nobody was told: their messages were dropped");
}

async fn nobody_is_notified_of_a_second_slot_soon(db: &TestDb) {
    let (app, booked) = full(db, town()).await;
    let second = app.client("b").books_at("2027-01-14 09:00", "melun").await.unwrap();
    let third = app.client("c").books_at("2027-01-21 09:00", "melun").await.unwrap();
    cancels(&app, &booked).await;
    fills(&app).await;
    assert_eq!(leaves(&app).await.len(), 3);
    app.client("w-6").books_at(FIRST, "melun").await.unwrap();
    cancels(&app, &second).await;
    assert_eq!(fills(&app).await, 3);
    assert_eq!(who(&app).await, ["w-1", "w-2", "w-3", "w-4", "w-5", "w-6"], "the others' turn");
    leaves(&app).await;
    app.client("w-1").books_at("2027-01-14 09:00", "melun").await.unwrap();
    cancels(&app, &third).await;
    fills(&app).await;
    let mut new = who(&app).await;
    new.retain(|key| !key.starts_with("w-"));
    assert_eq!(new, ["a", "b"], "who lost a place waits too; the others were told within a fortnight");
}

async fn who_waits_with_a_later_appointment_is_notified_and_keeps_it(db: &TestDb) {
    let app = over(db, town()).await;
    let first = app.client("a").books_at(FIRST, "melun").await.unwrap();
    app.client("b").books_at("2027-01-14 09:00", "melun").await.unwrap();
    cancels(&app, &first).await;
    assert_eq!(fills(&app).await, 1);
    assert_eq!(who(&app).await, ["b"]);
    let left = leaves(&app).await;
    let [due] = left.as_slice() else { panic!("{left:?}") };
    let kept = domain::time::Quantum::floor(at("2027-01-14 09:00")).0;
    assert_eq!(due.message.facts.previous_start, Some(kept), "which stands meanwhile");
    assert!(due.link.as_ref().unwrap().starts_with("https://rdv.exemple.fr/r/"), "{:?}", due.link);
}

async fn whom_nothing_suited_is_told(db: &TestDb) {
    let app = over(db, town()).await;
    let booked = app.client("a").books_at(FIRST, "melun").await.unwrap();
    let referral = app.client("w-1").ask.referral;
    actions::request_callback(&app.ctx, app.territory, referral, HalfDay::Morning).await.unwrap();
    cancels(&app, &booked).await;
    fills(&app).await;
    assert_eq!(who(&app).await, ["w-1"], "nobody else was ever asked to choose");
}

async fn who_could_come_earlier_anyway_is_not(db: &TestDb) {
    let app = over(db, town()).await;
    let second = app.client("b").books_at("2027-01-14 09:00", "melun").await.unwrap();
    invited(&app, "w-1").await;
    cancels(&app, &second).await;
    assert_eq!(fills(&app).await, 0, "7 January is free");
}

async fn a_slot_taken_before_the_message_leaves_notifies_nobody(db: &TestDb) {
    let (app, booked) = full(db, town()).await;
    cancels(&app, &booked).await;
    fills(&app).await;
    app.client("c").books_at(FIRST, "melun").await.unwrap();
    assert!(leaves(&app).await.is_empty());
    assert!(told(&app).await.iter().all(|(_, status)| *status == Status::Dropped));
}

async fn it_waits_for_the_day_and_is_not_sent_too_late(db: &TestDb) {
    let (app, booked) = full(db, town()).await;
    app.wait_until("2027-01-04 22:00");
    cancels(&app, &booked).await;
    assert_eq!(fills(&app).await, 0);
    app.wait_until("2027-01-05 08:00");
    assert_eq!(fills(&app).await, 3);
    // Nobody sends anything for a day and a half: it helps nobody any more.
    app.wait_until("2027-01-06 21:00");
    assert!(leaves(&app).await.is_empty());
    assert_eq!(fills(&app).await, 0);
    let again = app.client("a").books_at("2027-01-14 09:00", "melun").await.unwrap();
    app.wait_until("2027-01-13 09:05");
    cancels(&app, &again).await;
    app.wait_until("2027-01-13 09:10");
    assert_eq!(fills(&app).await, 0, "less than a day is left");
}

async fn what_is_undone_notifies_nobody(db: &TestDb) {
    let (app, booked) = full(db, town()).await;
    let id = booked.appointment;
    actions::cancel_undoably(&app.ctx, app.territory, id, Party::Service, Reason::Mistake).await.unwrap();
    assert_eq!(fills(&app).await, 0, "it may still be taken back");
    actions::undo(&app.ctx, app.territory, id).await.unwrap();
    app.wait(Duration::minutes(5));
    assert_eq!(fills(&app).await, 0);
}

async fn who_gave_a_slot_back_is_not_notified_of_it(db: &TestDb) {
    let app = over(db, town()).await;
    for key in ["a", "b"] {
        invited(&app, key).await;
    }
    let booked = app.client("a").books_at(FIRST, "melun").await.unwrap();
    cancels(&app, &booked).await;
    fills(&app).await;
    assert_eq!(who(&app).await, ["b"]);
    let moves = app.client("a").books_at(FIRST, "melun").await.unwrap();
    app.moves(moves.appointment, at("2027-01-21 09:00")).await.unwrap();
    assert_eq!(fills(&app).await, 0, "who moved to a later day does not want the earlier one");
}

async fn rescheduling_frees_a_slot_too(db: &TestDb) {
    let (app, booked) = full(db, town()).await;
    app.moves(booked.appointment, at("2027-01-14 09:00")).await.unwrap();
    assert_eq!(fills(&app).await, 3);
    assert!(!who(&app).await.contains(&"a".to_owned()), "who has just left it");
}

async fn a_territory_may_do_without(db: &TestDb) {
    let mut draft = town();
    draft.0.messages.freed = WaitlistSpec { people: 0, ..WaitlistSpec::default() };
    let (app, booked) = full(db, draft).await;
    cancels(&app, &booked).await;
    assert_eq!(fills(&app).await, 0);
    let mut draft = town();
    draft.0.messages.freed = WaitlistSpec { people: 21, ..WaitlistSpec::default() };
    let faults = format!("{:?}", actions::create_territory(&app.ctx, &draft.0).await.unwrap_err());
    assert!(faults.contains("messages.freed.people"), "{faults}");
}

async fn two_workers_notify_each_once(db: &TestDb) {
    let (app, booked) = full(db, town()).await;
    let second = app.client("b").books_at("2027-01-14 09:00", "melun").await.unwrap();
    cancels(&app, &booked).await;
    cancels(&app, &second).await;
    let other = db.replica(&app).await;
    let (one, two) = tokio::join!(fills(&app), fills(&other));
    assert_eq!(one + two, 3, "of 14 January nobody is told while 7 January is free");
    assert_eq!(who(&app).await, ["w-4", "w-5", "w-6"]);
}

async fn who_wants_no_reminders_is_not_told(db: &TestDb) {
    let (app, booked) = full(db, town()).await;
    let person = app.client("w-6").referral().await.beneficiary;
    actions::refuse_reminders(&app.ctx, app.territory, person, true).await.unwrap();
    cancels(&app, &booked).await;
    fills(&app).await;
    assert_eq!(who(&app).await, ["w-3", "w-4", "w-5"]);
}
