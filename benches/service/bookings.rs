//! Bookings per second: a hold and its confirmation, through the actions, several clients at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::ids::SiteId;
use domain::time::Minutes;
use domain::visit::Mode;
use entity::{referral, visit_type};
use sea_orm::EntityTrait;
use tokio::task::JoinSet;
use tokio::time::Instant;
use unisson::actions::{self, AppointmentError, Hold, SlotRequest};

use crate::databases::{Databases, Installation};
use crate::replay::{self, Script};
use crate::{KINDS, made};

const CLIENTS: [usize; 3] = [1, 4, 16];
/// Bookings in one run.
const BOOKINGS: usize = 400;
const RUNS: usize = 3;

/// Prints the table.
pub async fn measure(databases: &Databases) {
    println!(
        "\nBookings (hold, then confirmation: two transactions, about 90 rows), {BOOKINGS} a run, 200 professionals \
         and 40 rooms, best of {RUNS} runs (slowest in brackets)"
    );
    println!(
        "database  | clients | who wants what | bookings/s | the database alone | share | tries lost a booking"
    );
    for kind in KINDS {
        for clients in CLIENTS {
            for same_start in [false, true] {
                row(databases, kind, clients, same_start).await;
            }
        }
    }
}

async fn row(databases: &Databases, kind: unisson::store::DatabaseKind, clients: usize, same_start: bool) {
    let mut ours = Vec::new();
    let mut alone = Vec::new();
    let mut lost = 0;
    for run in 0..RUNS {
        let name = format!("bookings_{clients}_{same_start}_{run}");
        let installation = databases.installation(kind, &name, &made::town(100, 40, 1, BOOKINGS)).await;
        let requests = Arc::new(requests(&installation, same_start).await);
        ours.push(per_second(book_all(&installation, clients, requests).await));
        lost += installation.ctx.agendas.figures().lost;
        let scripts = Arc::new(replay::scripts(&installation).await);
        assert_eq!(scripts.len(), BOOKINGS);
        alone.push(per_second(play_all(&installation, clients, scripts).await));
    }
    let (best, worst) = ends(&ours);
    let (alone_best, alone_worst) = ends(&alone);
    println!(
        "{:9} | {clients:>7} | {:14} | {best:>4.0} ({worst:.0}) | {alone_best:>10.0} ({alone_worst:.0}) | {:>4.0}% | {:.2}",
        format!("{kind:?}"),
        if same_start { "the earliest" } else { "any start" },
        best / alone_best * 100.0,
        f64::from(u32::try_from(lost).unwrap()) / f64::from(u32::try_from(RUNS * BOOKINGS).unwrap()),
    );
}

fn per_second(time: Duration) -> f64 {
    f64::from(u32::try_from(BOOKINGS).unwrap()) / time.as_secs_f64()
}

fn ends(values: &[f64]) -> (f64, f64) {
    let best = values.iter().copied().fold(0.0, f64::max);
    (best, values.iter().copied().fold(f64::MAX, f64::min))
}

/// One booking: at a given start, or at the earliest at the time of the search.
#[derive(Clone)]
struct Request {
    ask: SlotRequest,
    start: Option<(chrono::DateTime<chrono::Utc>, SiteId)>,
}

async fn requests(installation: &Installation, same_start: bool) -> Vec<Request> {
    let db = installation.ctx.db.read();
    let kind = visit_type::Entity::find().one(db).await.unwrap().unwrap().id.0;
    let referrals = referral::Entity::find().all(db).await.unwrap();
    let ask = |row: referral::Model| SlotRequest::any(installation.territory, row.id.0, kind, Mode::Onsite);
    let asks: Vec<SlotRequest> = referrals.into_iter().map(ask).collect();
    // Agendas are in memory from here on, as in a running service.
    let starts = actions::starts(&installation.ctx, &asks[0]).await.unwrap();
    let start = |number: usize| {
        let start = starts[number * 7 % starts.len()];
        (start.at.instant(), start.site)
    };
    let request = |(number, ask)| Request { ask, start: (!same_start).then(|| start(number)) };
    asks.into_iter().enumerate().map(request).collect()
}

async fn book_all(installation: &Installation, clients: usize, requests: Arc<Vec<Request>>) -> Duration {
    let (ctx, territory) = (installation.ctx.clone(), installation.territory);
    all(clients, requests.len(), move |number| {
        let (ctx, request) = (ctx.clone(), requests[number].clone());
        async move {
            let (mut start, site) = match request.start {
                Some(chosen) => chosen,
                None => first(actions::offer(&ctx, &request.ask, actions::Explain::No).await.unwrap().offers),
            };
            loop {
                let wanted = Hold { ask: request.ask.clone(), start, site, minutes: Minutes(10) };
                match actions::hold(&ctx, &wanted, None).await {
                    Ok(held) => {
                        actions::book(&ctx, territory, held.appointment, None).await.unwrap();
                        return;
                    }
                    Err(AppointmentError::Taken(next)) => start = first(next).0,
                    Err(other) => panic!("{other}"),
                }
            }
        }
    })
    .await
}

fn first(offers: Vec<actions::Offer>) -> (chrono::DateTime<chrono::Utc>, SiteId) {
    let first = offers.into_iter().next().unwrap();
    (first.start, first.site)
}

async fn play_all(installation: &Installation, clients: usize, scripts: Arc<Vec<Script>>) -> Duration {
    let db = installation.ctx.db.clone();
    all(clients, scripts.len(), move |number| {
        let (db, scripts) = (db.clone(), Arc::clone(&scripts));
        async move { replay::play(&db, &scripts[number]).await }
    })
    .await
}

/// How long so many clients take for `count` things, each taking the next one when it is done.
async fn all<F>(clients: usize, count: usize, act: impl Fn(usize) -> F + Clone + Send + 'static) -> Duration
where
    F: Future<Output = ()> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut clients_at_work = JoinSet::new();
    for _ in 0..clients {
        let (next, act) = (Arc::clone(&next), act.clone());
        clients_at_work.spawn(async move {
            while let number = next.fetch_add(1, Ordering::Relaxed)
                && number < count
            {
                act(number).await;
            }
        });
    }
    clients_at_work.join_all().await;
    begun.elapsed()
}
