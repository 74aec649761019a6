//! A thousand people at once: nobody is booked twice, nobody is refused needlessly, nobody sees an error.
//!
//! These have the machine to themselves and say how long they take; that is not asserted.
#![expect(clippy::print_stderr, reason = "how long a crowd takes is for whoever runs the tests to read")]

use std::time::Instant;

use tokio::task::JoinSet;
use unisson::actions::{AppointmentError, Booked};
use unisson::store::DatabaseKind;

use crate::support::app::{App, Client, at};
use crate::support::database::{TestDb, play_alone};
use crate::support::territory::Draft;

/// Teams who can receive at the same time.
const TEAMS: usize = 20;
const NINE: &str = "2027-01-04 09:00";

mod sqlite {
    use super::DatabaseKind::Sqlite;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_thousand_want_the_same_hour() {
        super::play_alone(Sqlite, super::a_thousand_want_the_same_hour).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn three_hundred_want_the_earliest() {
        super::play_alone(Sqlite, super::three_hundred_want_the_earliest).await;
    }
}

mod postgres {
    use super::DatabaseKind::Postgres;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_thousand_want_the_same_hour() {
        super::play_alone(Postgres, super::a_thousand_want_the_same_hour).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn three_hundred_want_the_earliest() {
        super::play_alone(Postgres, super::three_hundred_want_the_earliest).await;
    }
}

fn town(people: usize) -> Draft {
    Draft::new().site("melun").teams(TEAMS, "melun").referrals(people)
}

async fn a_thousand_want_the_same_hour(db: &TestDb) {
    let app = db.app(town(1000)).await;
    let begun = Instant::now();
    let answers =
        everybody(&app, 1000, |client: Client| async move { client.books_at(NINE, "melun").await }).await;
    let time = begun.elapsed();
    let mut booked = 0;
    for answer in answers {
        match answer {
            Ok(_) => booked += 1,
            Err(AppointmentError::Taken(offers)) => {
                assert!(!offers.is_empty(), "whoever is late is shown what is next");
            }
            Err(other) => panic!("nobody sees another error than that it is taken: {other}"),
        }
    }
    eprintln!("{:?}: 1000 people want one hour of {TEAMS} teams: {time:?}", db.kind());
    assert_eq!(booked, TEAMS);
    let stored = "SELECT COUNT(*) AS n FROM appointment WHERE state = 'booked'";
    assert_eq!(db.raw().await.counts(stored).await, i64::try_from(TEAMS).unwrap());
}

async fn three_hundred_want_the_earliest(db: &TestDb) {
    let app = db.app(town(300)).await;
    let begun = Instant::now();
    let answers = everybody(&app, 300, until_booked).await;
    let time = begun.elapsed();
    let mut last = at(NINE);
    for answer in answers {
        last = last.max(answer.unwrap().start);
    }
    let gone = app.ctx.agendas.figures().lost;
    eprintln!("{:?}: 300 people want the earliest of {TEAMS} teams: {time:?}, {gone} tries lost", db.kind());
    // When all picked the same best team first it was ten tries for each booking.
    assert!(gone < 3 * 300, "a crowd spreads: {gone} tries lost");
    // Twenty teams have 120 places a day: 300 people fill Monday and Tuesday and half of Wednesday, if nobody was
    // sent on past a free place.
    assert_eq!(last, at("2027-01-06 11:00"));
    let stored = "SELECT COUNT(*) AS n FROM appointment WHERE state = 'booked'";
    assert_eq!(db.raw().await.counts(stored).await, 300);
}

/// Takes the first offer, and the first of the next ones whenever somebody was faster.
async fn until_booked(client: Client) -> Result<Booked, AppointmentError> {
    let mut offers = client.is_offered().await.unwrap().offers;
    loop {
        let Some(first) = offers.first() else { panic!("there is a place for everybody") };
        offers = match client.takes(first).await {
            Ok(held) => return client.app.books(&held).await,
            Err(AppointmentError::Taken(next)) => next,
            Err(other) => return Err(other),
        };
    }
}

/// Lets everybody do it at once.
async fn everybody<F>(
    app: &App,
    count: usize,
    act: impl Fn(Client) -> F,
) -> Vec<Result<Booked, AppointmentError>>
where
    F: Future<Output = Result<Booked, AppointmentError>> + Send + 'static,
{
    let mut people = JoinSet::new();
    for number in 1..=count {
        people.spawn(act(app.client(&format!("r-{number}"))));
    }
    people.join_all().await
}
