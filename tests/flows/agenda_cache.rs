//! Agendas in memory are only ever a guess: what another replica did costs a second look, never a wrong booking.

use chrono::Duration;
use unisson::actions::AppointmentError;

use crate::support::app::at;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    what_another_replica_booked_is_refused_though_memory_says_free,
    what_another_replica_gave_back_is_given_though_memory_says_taken,
    another_colleague_is_found_though_memory_says_otherwise,
    an_absence_declared_elsewhere_is_kept_to,
    within_a_second_the_other_replica_shows_the_truth,
    two_replicas_fill_a_week_without_a_clash,
    a_new_day_moves_the_horizon_on,
];

const NINE: &str = "2027-01-04 09:00";
const TEN: &str = "2027-01-04 10:00";

fn teams(count: usize) -> Draft {
    Draft::new().site("melun").teams(count, "melun").referrals(60)
}

async fn what_another_replica_booked_is_refused_though_memory_says_free(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let stale = db.replica(&app).await;
    assert_eq!(stale.client("r-2").first_offer().await.start, at(NINE));
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    assert_eq!(stale.client("r-2").first_offer().await.start, at(NINE), "its memory is a second old");
    let refused = stale.client("r-2").holds(at(NINE), stale.site("melun")).await;
    let Err(AppointmentError::Taken(offers)) = refused else { panic!("{refused:?}") };
    assert_eq!(offers[0].start, at(TEN), "and now it knows better");
}

async fn what_another_replica_gave_back_is_given_though_memory_says_taken(db: &TestDb) {
    let app = db.app(teams(1)).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let stale = db.replica(&app).await;
    assert_eq!(stale.client("r-2").first_offer().await.start, at(TEN));
    super::cancelling::call_off(&app.client("r-1")).await.unwrap().unwrap();
    stale.client("r-2").books_at(NINE, "melun").await.unwrap();
}

async fn another_colleague_is_found_though_memory_says_otherwise(db: &TestDb) {
    let app = db.app(teams(3)).await;
    let stale = db.replica(&app).await;
    stale.client("r-1").first_offer().await;
    for key in ["r-2", "r-3"] {
        app.client(key).books_at(NINE, "melun").await.unwrap();
    }
    assert_eq!(stale.client("r-1").books_at(NINE, "melun").await.unwrap().start, at(NINE));
}

async fn an_absence_declared_elsewhere_is_kept_to(db: &TestDb) {
    let app = db.app(teams(2)).await;
    let stale = db.replica(&app).await;
    let held = stale.client("r-1").holds(at(NINE), stale.site("melun")).await.unwrap();
    app.is_away("s-1", "2027-01-04 00:00", "2027-01-05 00:00").await;
    let booked = stale.books(&held).await.unwrap();
    assert!(stale.team_of(booked.appointment).await.contains(&"s-2"));
}

async fn within_a_second_the_other_replica_shows_the_truth(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let other = db.replica(&app).await;
    other.client("r-2").first_offer().await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    other.wait(Duration::seconds(1));
    assert_eq!(other.client("r-2").first_offer().await.start, at(TEN));
}

async fn two_replicas_fill_a_week_without_a_clash(db: &TestDb) {
    let app = db.app(teams(2)).await;
    let other = db.replica(&app).await;
    // Two teams, five days, six hours a day: sixty people have sixty places between them.
    let people: Vec<_> = (1..=60)
        .map(|number| {
            let app = if number % 2 == 0 { &app } else { &other };
            let client = app.client(&format!("r-{number}"));
            tokio::spawn(async move {
                let mut offers = client.is_offered().await.unwrap().offers;
                loop {
                    let Some(first) = offers.first() else { panic!("there is a place for everybody") };
                    offers = match client.takes(first).await {
                        Ok(held) => return client.app.books(&held).await.unwrap(),
                        Err(AppointmentError::Taken(next)) => next,
                        Err(other) => panic!("{other}"),
                    };
                }
            })
        })
        .collect();
    let mut last = at(NINE);
    for one in people {
        last = last.max(one.await.unwrap().start);
    }
    assert!(last <= at("2027-01-08 16:00"), "nobody is refused needlessly: the last is on {last}");
}

async fn a_new_day_moves_the_horizon_on(db: &TestDb) {
    let app = db.app(teams(1)).await;
    let client = app.client("r-1");
    client.first_offer().await;
    app.wait_until("2027-05-03 08:00");
    assert_eq!(client.first_offer().await.start, at("2027-05-03 09:00"));
    client.books_the_earliest().await;
}
