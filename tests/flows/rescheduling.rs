//! Moves: the new time is taken before the old one is given back.

use domain::appointment_state::State;
use domain::visit::Mode;
use unisson::actions::{self, AppointmentError, Reschedule};

use crate::support::app::at;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{Draft, small};

both_databases![
    an_appointment_moves_by_half_an_hour_with_the_same_people,
    those_who_leave_stay_and_join_get_each_their_own_message,
    an_appointment_moves_to_another_site_and_to_the_telephone,
    a_move_to_a_taken_time_leaves_the_appointment_where_it_was,
    the_time_moved_away_from_is_free_at_once,
    what_has_begun_or_is_over_does_not_move,
    of_two_moves_to_one_time_one_is_done,
    two_appointments_that_want_each_others_time_both_stay,
];

const NINE: &str = "2027-01-04 09:00";
const TEN: &str = "2027-01-04 10:00";

fn teams(count: usize) -> Draft {
    Draft::new().site("melun").teams(count, "melun").referrals(6)
}

async fn an_appointment_moves_by_half_an_hour_with_the_same_people(db: &TestDb) {
    let app = db.app(teams(2)).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let team: Vec<String> = owned(app.team_of(booked.appointment).await);
    app.sends_everything().await;
    for (sequence, (from, to)) in
        [(NINE, "2027-01-04 09:30"), ("2027-01-04 09:30", "2027-01-04 09:15")].into_iter().enumerate()
    {
        let moved = app.moves(booked.appointment, at(to)).await.unwrap();
        assert_eq!(
            (moved.appointment, moved.start, moved.previous_start),
            (booked.appointment, at(to), at(from))
        );
        assert_eq!(owned(app.team_of(booked.appointment).await), team);
        let stored = app.appointment(booked.appointment).await;
        assert_eq!((stored.state, stored.revision), (State::Booked, i32::try_from(sequence).unwrap() + 2));
        let said = app.messages_about(booked.appointment).await;
        let [counsellor, _, social_worker] = &team[..] else { panic!("{team:?}") };
        let sequence = sequence + 1;
        for line in [
            format!("moved to the person, sequence {sequence}, planned"),
            format!("update to {counsellor}, sequence {sequence}, planned"),
            format!("update to {social_worker}, sequence {sequence}, planned"),
        ] {
            assert!(said.contains(&line), "{line} is not among {said:?}");
        }
    }
}

fn owned(keys: Vec<&str>) -> Vec<String> {
    keys.into_iter().map(str::to_owned).collect()
}

async fn those_who_leave_stay_and_join_get_each_their_own_message(db: &TestDb) {
    let app = db.app(teams(2)).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let team = owned(app.team_of(booked.appointment).await);
    let [staying, _, leaving] = &team[..] else { panic!("{team:?}") };
    let coming = if leaving == "s-1" { "s-2" } else { "s-1" };
    app.sends_everything().await;
    app.is_away(leaving, "2027-01-05 00:00", "2027-01-06 00:00").await;
    app.moves(booked.appointment, at("2027-01-05 09:00")).await.unwrap();
    let said = app.messages_about(booked.appointment).await;
    let news: Vec<_> = said.iter().filter(|line| line.contains("sequence 1")).cloned().collect();
    assert_eq!(
        news,
        [
            format!("invitation to {coming}, sequence 1, planned"),
            "moved to the person, sequence 1, planned".to_owned(),
            format!("update to {staying}, sequence 1, planned"),
            format!("withdrawal to {leaving}, sequence 1, planned"),
        ]
    );
}

async fn an_appointment_moves_to_another_site_and_to_the_telephone(db: &TestDb) {
    let app = db.app(small()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let to_meaux = Reschedule {
        appointment: booked.appointment,
        start: at("2027-01-05 14:00"),
        site: app.site("meaux"),
        mode: Mode::Onsite,
        version: None,
    };
    actions::reschedule(&app.ctx, app.territory, to_meaux.clone(), None).await.unwrap();
    assert_eq!(app.team_of(booked.appointment).await, ["e-3", "meaux-1", "s-3"]);
    let by_phone = Reschedule { mode: Mode::Phone, ..to_meaux };
    actions::reschedule(&app.ctx, app.territory, by_phone, None).await.unwrap();
    assert_eq!(app.team_of(booked.appointment).await, ["e-3", "s-3"]);
    assert_eq!(app.appointment(booked.appointment).await.revision, 3);
}

async fn a_move_to_a_taken_time_leaves_the_appointment_where_it_was(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    app.client("r-2").books_at(TEN, "melun").await.unwrap();
    let before = app.appointment(booked.appointment).await;
    let said = app.messages_about(booked.appointment).await;
    for to in [TEN, "2027-01-04 09:15", "2027-01-04 10:45"] {
        let refused = app.moves(booked.appointment, at(to)).await;
        assert!(
            matches!(&refused, Err(AppointmentError::Taken(offers)) if offers.len() == 3),
            "{to}: {refused:?}"
        );
    }
    assert_eq!(app.appointment(booked.appointment).await, before);
    assert_eq!(app.messages_about(booked.appointment).await, said);
    assert_eq!(app.team_of(booked.appointment).await, ["e-1", "room-1", "s-1"]);
}

async fn the_time_moved_away_from_is_free_at_once(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    app.moves(booked.appointment, at("2027-01-04 09:30")).await.unwrap();
    assert!(matches!(app.client("r-2").books_at(NINE, "melun").await, Err(AppointmentError::Taken(_))));
    app.moves(booked.appointment, at(TEN)).await.unwrap();
    app.client("r-2").books_at(NINE, "melun").await.unwrap();
}

async fn what_has_begun_or_is_over_does_not_move(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let held = app.client("r-2").holds(at(TEN), app.site("melun")).await.unwrap();
    assert!(matches!(
        app.moves(held.appointment, at("2027-01-05 09:00")).await,
        Err(AppointmentError::NotPossible(_))
    ));
    app.wait_until(NINE);
    assert!(matches!(
        app.moves(booked.appointment, at("2027-01-05 09:00")).await,
        Err(AppointmentError::Past)
    ));
}

async fn of_two_moves_to_one_time_one_is_done(db: &TestDb) {
    let app = db.app(teams(1)).await;
    for day in ["2027-01-04", "2027-01-05", "2027-01-06", "2027-01-07", "2027-01-08"] {
        let clock = |time: &str| format!("{day} {time}");
        let keys = if day < "2027-01-06" { ["r-1", "r-2"] } else { ["r-3", "r-4"] };
        let mut moves = Vec::new();
        for (key, time) in keys.into_iter().zip(["09:00", "10:00"]) {
            let client = app.client(key);
            // A new day, a new pair of appointments: the old ones are called off first.
            let old = super::cancelling::call_off(&client).await;
            drop(old);
            let booked = client.books_at(&clock(time), "melun").await.unwrap();
            moves.push(booked.appointment);
        }
        let tasks: Vec<_> = moves
            .into_iter()
            .map(|id| {
                let (app, to) = (app.clone(), at(&clock("11:00")));
                tokio::spawn(async move { app.moves(id, to).await })
            })
            .collect();
        let mut done = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => done += 1,
                Err(AppointmentError::Taken(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(done, 1, "{day}");
    }
}

async fn two_appointments_that_want_each_others_time_both_stay(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let first = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let second = app.client("r-2").books_at(TEN, "melun").await.unwrap();
    for _ in 0..5 {
        let swap = [(first.appointment, TEN), (second.appointment, NINE)].map(|(id, to)| {
            let (app, to) = (app.clone(), at(to));
            tokio::spawn(async move { app.moves(id, to).await })
        });
        for one in swap {
            assert!(matches!(one.await.unwrap(), Err(AppointmentError::Taken(_))));
        }
    }
    assert_eq!(app.appointment(first.appointment).await.visit.start.instant(), at(NINE));
    assert_eq!(app.appointment(second.appointment).await.visit.start.instant(), at(TEN));
}
