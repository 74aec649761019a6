//! Holds: minutes to decide in, and what becomes of them.

use chrono::Duration;
use domain::appointment_state::{Event, NotPossible, State};
use domain::time::Minutes;
use unisson::actions::{self, AppointmentError, OfferError};

use crate::support::app::at;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    holding_again_gives_the_first_hold_back,
    holding_the_same_start_again_keeps_it,
    the_last_team_is_held_once,
    a_hold_that_ended_is_confirmed_when_nobody_took_its_place,
    a_hold_that_ended_is_taken_over_by_whoever_needs_it,
    a_hold_that_ended_a_moment_ago_has_ended,
    a_hold_taken_over_in_part_gives_the_rest_back,
    somebody_taken_meanwhile_is_replaced_silently,
    somebody_on_leave_meanwhile_is_replaced_silently,
    when_nobody_is_left_the_next_times_are_offered,
    a_hold_is_extended_once,
    a_hold_that_was_given_back_is_gone,
    a_change_of_mind_while_confirming_leaves_one_appointment,
    two_hands_on_one_referral_leave_one_hold,
    a_closed_referral_is_not_booked,
];

const NINE: &str = "2027-01-04 09:00";
const TEN: &str = "2027-01-04 10:00";

fn teams(count: usize) -> Draft {
    Draft::new().site("melun").teams(count, "melun").referrals(6)
}

async fn holding_again_gives_the_first_hold_back(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let (melun, client) = (app.site("melun"), app.client("r-1"));
    let first = client.holds(at(NINE), melun).await.unwrap();
    let second = client.holds(at(TEN), melun).await.unwrap();
    assert_eq!(app.appointment(first.appointment).await.state, State::Closed);
    assert!(app.team_of(first.appointment).await.is_empty());
    let told = "SELECT COUNT(*) AS n FROM appointment_event WHERE event = 'close'";
    assert_eq!(db.raw().await.counts(told).await, 1, "it is written down");
    app.client("r-2").holds(at(NINE), melun).await.unwrap();
    let closed = NotPossible { state: State::Closed, event: Event::Book };
    assert!(matches!(app.books(&first).await, Err(AppointmentError::NotPossible(found)) if found == closed));
    app.books(&second).await.unwrap();
}

async fn holding_the_same_start_again_keeps_it(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let (melun, client) = (app.site("melun"), app.client("r-1"));
    let first = client.holds(at(NINE), melun).await.unwrap();
    app.wait(Duration::minutes(5));
    let second = client.holds(at(NINE), melun).await.unwrap();
    assert_eq!(second.ends_at, first.ends_at + Duration::minutes(5));
    assert_eq!(app.team_of(second.appointment).await, ["e-1", "room-1", "s-1"]);
}

async fn the_last_team_is_held_once(db: &TestDb) {
    let app = db.app(teams(1)).await;
    app.client("r-1").holds(at(NINE), app.site("melun")).await.unwrap();
    let refused = app.client("r-2").holds(at(NINE), app.site("melun")).await;
    let Err(AppointmentError::Taken(offers)) = refused else { panic!("{refused:?}") };
    let starts: Vec<_> = offers.iter().map(|offer| offer.start).collect();
    assert_eq!(starts, [at(TEN), at("2027-01-04 14:00"), at("2027-01-05 09:00")]);
    app.client("r-2").takes(&offers[0]).await.unwrap();
}

async fn a_hold_that_ended_is_confirmed_when_nobody_took_its_place(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let held = app.client("r-1").holds(at(NINE), app.site("melun")).await.unwrap();
    app.wait(Duration::minutes(30));
    app.books(&held).await.unwrap();
    assert_eq!(app.team_of(held.appointment).await, ["e-1", "room-1", "s-1"]);
}

async fn a_hold_that_ended_is_taken_over_by_whoever_needs_it(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let melun = app.site("melun");
    let lost = app.client("r-1").holds(at(NINE), melun).await.unwrap();
    app.ctx.clock.set(lost.ends_at - Duration::milliseconds(1));
    assert!(matches!(app.client("r-2").holds(at(NINE), melun).await, Err(AppointmentError::Taken(_))));
    app.ctx.clock.set(lost.ends_at);
    let taken = app.client("r-2").holds(at(NINE), melun).await.unwrap();

    let refused = app.books(&lost).await;
    assert!(
        matches!(&refused, Err(AppointmentError::Taken(offers)) if offers[0].start == at(TEN)),
        "{refused:?}"
    );
    assert_eq!(app.appointment(lost.appointment).await.state, State::Closed);
    assert_eq!(app.books(&taken).await.unwrap().start, at(NINE));
}

async fn a_hold_that_ended_a_moment_ago_has_ended(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let melun = app.site("melun");
    // Instants are compared as texts on SQLite: a fraction of a second must not change their order.
    app.wait(Duration::microseconds(500_001));
    let lost = app.client("r-1").holds(at(NINE), melun).await.unwrap();
    app.ctx.clock.set(lost.ends_at - Duration::microseconds(500_001));
    assert!(matches!(app.client("r-2").holds(at(NINE), melun).await, Err(AppointmentError::Taken(_))));
    app.ctx.clock.set(lost.ends_at + Duration::microseconds(1));
    app.client("r-2").books_at(NINE, "melun").await.unwrap();
}

async fn a_hold_taken_over_in_part_gives_the_rest_back(db: &TestDb) {
    let app = db.app(teams(2)).await;
    let melun = app.site("melun");
    app.client("r-1").books_at("2027-01-04 11:00", "melun").await.unwrap();
    let lost = app.client("r-2").holds(at("2027-01-04 09:30"), melun).await.unwrap();
    app.wait(Duration::minutes(10));
    for key in ["r-3", "r-4"] {
        app.client(key).books_at(NINE, "melun").await.unwrap();
    }
    let refused = app.books(&lost).await;
    assert!(
        matches!(&refused, Err(AppointmentError::Taken(offers)) if offers[0].start == at(TEN)),
        "{refused:?}"
    );
    app.client("r-5").books_at(TEN, "melun").await.unwrap();
    app.client("r-6").books_at(TEN, "melun").await.unwrap();
}

async fn somebody_taken_meanwhile_is_replaced_silently(db: &TestDb) {
    let draft = teams(2).referral("known-by-s1", |referral| referral.referent = Some("s-1".to_owned()));
    let app = db.app(draft).await;
    let melun = app.site("melun");
    let other = app.client("r-1").holds(at(NINE), melun).await.unwrap();
    let slow = app.client("known-by-s1").holds(at(NINE), melun).await.unwrap();
    let had_s1 = [&other, &slow];
    app.wait(Duration::minutes(10));
    // Both have ended. A third takes people of both; then one of the two is confirmed at its own hour all the same.
    app.client("r-2").books_at(NINE, "melun").await.unwrap();
    let booked = app.books(&slow).await.unwrap();
    assert_eq!(booked.start, at(NINE));
    assert_eq!(app.team_of(booked.appointment).await.len(), 3);
    let said = app.messages_about(booked.appointment).await;
    assert!(said.iter().all(|line| line.ends_with("sequence 0, planned")), "{said:?}");
    assert_eq!(said.len(), 3);
    let late = app.books(had_s1[0]).await;
    assert!(matches!(late, Err(AppointmentError::Taken(_))), "two teams, two appointments: {late:?}");
}

async fn somebody_on_leave_meanwhile_is_replaced_silently(db: &TestDb) {
    let app = db.app(teams(2)).await;
    let held = app.client("r-1").holds(at(NINE), app.site("melun")).await.unwrap();
    let before = app.team_of(held.appointment).await;
    let [leaving, staying] = if before.contains(&"s-1") { ["s-1", "s-2"] } else { ["s-2", "s-1"] };
    let touched = app.is_away(leaving, "2027-01-04 08:30", "2027-01-04 09:30").await;
    assert!(touched.is_empty(), "a hold is nobody's appointment yet");
    let booked = app.books(&held).await.unwrap();
    assert_eq!(booked.start, at(NINE));
    let after = app.team_of(booked.appointment).await;
    let kept: Vec<_> = before.iter().filter(|key| !key.starts_with("s-")).collect();
    assert!(kept.iter().all(|key| after.contains(key)), "whoever can stay, stays: {before:?}, {after:?}");
    assert!(after.contains(&staying));
    let said = app.messages_about(booked.appointment).await;
    assert!(said.iter().all(|line| !line.contains(leaving)), "{said:?}");
}

async fn when_nobody_is_left_the_next_times_are_offered(db: &TestDb) {
    let app = db.app(teams(2)).await;
    let held = app.client("r-1").holds(at(NINE), app.site("melun")).await.unwrap();
    for key in ["s-1", "s-2"] {
        app.is_away(key, "2027-01-04 00:00", "2027-01-05 00:00").await;
    }
    let refused = app.books(&held).await;
    let Err(AppointmentError::Taken(offers)) = refused else { panic!("{refused:?}") };
    assert_eq!(offers[0].start, at("2027-01-05 09:00"));
    assert_eq!(app.appointment(held.appointment).await.state, State::Closed);
    assert!(app.messages_about(held.appointment).await.is_empty());
    let next = app.client("r-1").takes(&offers[0]).await.unwrap();
    app.books(&next).await.unwrap();
}

async fn a_hold_is_extended_once(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let held = app.client("r-1").holds(at(NINE), app.site("melun")).await.unwrap();
    app.wait(Duration::minutes(9));
    let extend = async || actions::extend(&app.ctx, app.territory, held.appointment, Minutes(10), None).await;
    assert_eq!(extend().await.unwrap().ends_at, app.ctx.now() + Duration::minutes(10));
    app.wait(Duration::minutes(9));
    assert!(matches!(
        app.client("r-2").holds(at(NINE), app.site("melun")).await,
        Err(AppointmentError::Taken(_))
    ));
    assert!(matches!(extend().await, Err(AppointmentError::ExtendedAlready)));
    let booked = app.books(&held).await.unwrap();
    let said = app.messages_about(booked.appointment).await;
    assert!(said.iter().all(|line| line.contains("sequence 0")), "{said:?}");
}

async fn a_hold_that_was_given_back_is_gone(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let held = app.client("r-1").holds(at(NINE), app.site("melun")).await.unwrap();
    actions::release(&app.ctx, app.territory, held.appointment, None).await.unwrap();
    app.client("r-2").books_at(NINE, "melun").await.unwrap();
    assert!(matches!(app.books(&held).await, Err(AppointmentError::NotPossible(_))));
}

async fn a_change_of_mind_while_confirming_leaves_one_appointment(db: &TestDb) {
    let app = db.app(teams(2).referrals_named("mind", 20)).await;
    for number in 1..=20 {
        let client = app.client(&format!("mind-{number}"));
        let offers = client.is_offered().await.unwrap().offers;
        let held = client.takes(&offers[0]).await.unwrap();
        let (confirming, changing) = (app.clone(), client.clone());
        let second = offers[1].clone();
        let booking = tokio::spawn(async move { confirming.books(&held).await });
        let holding = tokio::spawn(async move { changing.takes(&second).await });
        match (booking.await.unwrap(), holding.await.unwrap()) {
            (Ok(_), Err(AppointmentError::AlreadyBooked))
            | (Err(AppointmentError::NotPossible(_)), Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

async fn two_hands_on_one_referral_leave_one_hold(db: &TestDb) {
    let app = db.app(teams(3)).await;
    let client = app.client("r-1");
    let offers = client.is_offered().await.unwrap().offers;
    let hands: Vec<_> = (0..20)
        .map(|hand| {
            let (client, offer) = (client.clone(), offers[hand % 2].clone());
            tokio::spawn(async move { client.takes(&offer).await })
        })
        .collect();
    for hand in hands {
        hand.await.unwrap().unwrap();
    }
    let live = "SELECT COUNT(*) AS n FROM appointment WHERE state = 'held'";
    assert_eq!(db.raw().await.counts(live).await, 1);
}

async fn a_closed_referral_is_not_booked(db: &TestDb) {
    let app = db.app(Draft::new().site("melun").teams(1, "melun").referrals(2)).await;
    let client = app.client("r-1");
    let offer = client.first_offer().await;
    let held = client.holds(offer.start, offer.site).await.unwrap();
    let why = domain::referral::ExitReason::FoundWork;
    actions::close_referral(&app.ctx, app.territory, client.ask.referral, why, None).await.unwrap();
    assert!(app.books(&held).await.is_err(), "what was held is given back");
    assert!(matches!(client.is_offered().await, Err(OfferError::ReferralClosed)));
    assert!(matches!(client.holds(offer.start, offer.site).await, Err(AppointmentError::ReferralClosed)));
    let other = app.client("r-2");
    assert_eq!(other.first_offer().await.start, offer.start, "its time is free again");
}
