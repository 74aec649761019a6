//! Agendas from the database into memory: how long it takes, how much they take.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::appointment_state::State;
use domain::ids::{AppointmentId, ResourceId};
use domain::search::{Search, SearchQuestion};
use domain::time::{Quantum, Span};
use domain::visit::{Mode, Role, SeatLocation};
use entity::column::{Id, Word};
use entity::{appointment, professional, referral, team_member};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use stats_alloc::Region;
use unisson::actions;
use unisson::store::agenda_cache::{AgendaCache, Snapshot};
use unisson::store::calendars::Reading;

use crate::databases::{Databases, Installation};
use crate::{ALLOCATOR, KINDS, made};

const PROFESSIONALS: usize = 2_000;
/// Busy times from elsewhere, and appointments, that each professional has ahead.
const BUSY: i64 = 60;
const APPOINTMENTS: i64 = 60;
const RUNS: usize = 5;

/// Prints the table.
pub async fn measure(databases: &Databases) {
    println!(
        "\nAgendas of {PROFESSIONALS} professionals and their rooms brought into memory, each with {BUSY} busy \
         times and {APPOINTMENTS} appointments ahead"
    );
    println!(
        "database  | median of {RUNS} | slowest | kB each, agendas | + asked once | + asked in 6 ways | RSS"
    );
    for kind in KINDS {
        let installation = databases.installation(kind, "memory", &made::demo(PROFESSIONALS, 1_000)).await;
        fill(&installation).await;
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..RUNS {
            let begun = Instant::now();
            drop(load(&installation).await);
            times.push(begun.elapsed());
        }
        times.sort_unstable();
        let rss_before = resident();
        let region = Region::new(ALLOCATOR);
        let snapshot = load(&installation).await;
        let each = |bytes: usize| bytes / 1024 / PROFESSIONALS;
        let held = || {
            let change = region.change();
            change.bytes_allocated - change.bytes_deallocated
        };
        let agendas = held();
        ask(&snapshot, 1);
        let asked = held();
        ask(&snapshot, usize::MAX);
        println!(
            "{:9} | {:>11?} | {:>7?} | {:>16} | {:>12} | {:>17} | {} MB",
            format!("{kind:?}"),
            times[RUNS / 2],
            times[RUNS - 1],
            each(agendas),
            each(asked),
            each(held()),
            (resident().saturating_sub(rss_before)) / 1_000_000,
        );
    }
}

/// Asks for the first `ways` of: each visit type, in each of its modes.
fn ask(snapshot: &Snapshot, ways: usize) {
    let now = made::now();
    let kinds = snapshot.territory.visit_types.values();
    let all = kinds.flat_map(|kind| {
        Mode::ALL.into_iter().filter(|mode| kind.modes.contains(*mode)).map(move |mode| (kind, mode))
    });
    let mut asked = 0;
    for (kind, mode) in all.take(ways) {
        let question = SearchQuestion::new(kind.clone(), mode, snapshot.site_order.to_vec(), now);
        asked += Search::new(&snapshot.ensemble, &question).starts().len();
    }
    assert!(asked > 0, "somebody is free");
}

async fn load(installation: &Installation) -> Arc<Snapshot> {
    let pool = AgendaCache::default();
    pool.snapshot(&installation.ctx.db, installation.territory, made::now()).await.unwrap().unwrap()
}

/// Fills the agendas of all professionals.
pub async fn fill(installation: &Installation) {
    let db = installation.ctx.db.read();
    let people: Vec<Id<ResourceId>> =
        professional::Entity::find().all(db).await.unwrap().into_iter().map(|row| row.resource_id).collect();
    let referrals = referral::Entity::find().all(db).await.unwrap();
    let snapshot = load(installation).await;
    let kind = snapshot.territory.visit_types.values().next().unwrap().id;
    let site = snapshot.site_order[0];
    let day = |day: i64| Quantum::floor(made::now()).plus(day * 288);
    let tx = installation.ctx.db.begin().await.unwrap();
    let mut appointments = Vec::new();
    let mut members = Vec::new();
    for person in &people {
        for number in 0..APPOINTMENTS {
            let visit = Span::new(day(number).plus(24), day(number).plus(36));
            let id = AppointmentId(installation.ctx.new_id());
            appointments.push(appointment::ActiveModel {
                id: Set(Id(id)),
                territory_id: Set(Id(installation.territory)),
                referral_id: Set(referrals[appointments.len() % referrals.len()].id),
                visit_type_id: Set(Id(kind)),
                site_id: Set(Id(site)),
                mode: Set(Word(Mode::Onsite)),
                from_quantum: Set(visit.start.0),
                to_quantum: Set(visit.end.0),
                state: Set(Word(State::Attended)),
                revision: Set(1),
                hold_ends_at: Set(None),
                cancelled_by: Set(None),
                cancel_reason: Set(None),
                created_at: Set(made::now()),
            });
            members.push(team_member::ActiveModel {
                appointment_id: Set(Id(id)),
                resource_id: Set(*person),
                territory_id: Set(Id(installation.territory)),
                role: Set(Word(Role::parse(Role::SOCIAL).unwrap())),
                location: Set(Word(SeatLocation::AtSite)),
                site_id: Set(Some(Id(site))),
                visit_from: Set(visit.start.0),
                visit_to: Set(visit.end.0),
                from_quantum: Set(visit.start.0),
                to_quantum: Set(visit.end.0),
                expires_at: Set(None),
            });
        }
    }
    while !appointments.is_empty() {
        let some = appointments.split_off(appointments.len().saturating_sub(1_000));
        appointment::Entity::insert_many(some).exec_without_returning(&tx).await.unwrap();
    }
    while !members.is_empty() {
        let some = members.split_off(members.len().saturating_sub(1_000));
        team_member::Entity::insert_many(some).exec_without_returning(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let busy: Vec<Span> =
        (0..BUSY).map(|number| Span::new(day(number).plus(48), day(number).plus(60))).collect();
    for person in people {
        let reading = Reading::Good(&busy);
        let Id(of) = person;
        actions::import_calendar(&installation.ctx, installation.territory, of, "work", reading, None)
            .await
            .unwrap();
    }
}

/// Bytes of this process in memory, as the kernel counts them (`/proc/self/statm`, pages of 4096 bytes).
fn resident() -> usize {
    let counts = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    counts.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}
