//! How fast the joint search is, agendas in memory and asked before, as in a running service: earliest start, all
//! starts, three offers with their teams, explanation; then what the first question of a day costs, and the first
//! one after a booking.
//!
//! `make bench` prints the figures of docs/performance.md.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on must stop there")]

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use domain::agenda::Agenda;
use domain::search::{AgendaIndex, Search, SearchQuestion};
use domain::territory_document::{TerritoryDocument, ValidatedTerritory};

mod made;
#[path = "../tests/support/territory.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod territory;

use made::Load;

/// Half of the hours of every professional are taken.
const HALF: Load = Load { percent: 50, full_days: 0 };

fn growing(criterion: &mut Criterion) {
    for professionals in [2, 20, 200, 2_000] {
        let blueprint =
            if professionals == 2 { made::town(1, 1, 1, 0) } else { made::demo(professionals, 0) };
        for days in [14_u16, 60, 180] {
            let name = format!("{professionals} professionals");
            measure(criterion, &name, &blueprint, days, HALF);
        }
    }
}

fn named(criterion: &mut Criterion) {
    for sites in [1, 10] {
        let blueprint = made::town(100, 40, sites, 0);
        let name = |what: &str| format!("100 + 100 + 40, {sites} site(s), {what}");
        measure(criterion, &name("half taken"), &blueprint, 60, HALF);
        let full = Load { percent: 50, full_days: 45 };
        measure(criterion, &name("nothing free for 45 days"), &blueprint, 60, full);
    }
}

fn measure(criterion: &mut Criterion, name: &str, blueprint: &TerritoryDocument, days: u16, load: Load) {
    let plan = made::plan(blueprint);
    let ensemble = made::ensemble(&plan, days, load);
    let question = made::question(&plan, days);
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20);
    let mut bench = |what: &str, act: &dyn Fn(&Search<'_>) -> usize| {
        group.bench_function(BenchmarkId::new(what, days), |bencher| {
            bencher.iter(|| black_box(act(&Search::new(&ensemble, black_box(&question)))));
        });
    };
    bench("earliest", &|search| usize::from(search.earliest().is_some()));
    bench("all starts", &|search| search.starts().len());
    bench("three offers", &|search| {
        search.offers().into_iter().filter_map(|start| search.team_at(start)).count()
    });
    bench("explanation", &|search| search.explain().half_days.len());
    group.bench_function(BenchmarkId::new("first question of a day", days), |bencher| {
        let fresh = || {
            let agendas = ensemble.agendas().iter().map(|agenda| Agenda::clone(agenda)).collect();
            AgendaIndex::of(ensemble.territory().clone(), ensemble.horizon(), agendas)
        };
        bencher.iter_batched_ref(
            fresh,
            |ensemble| black_box(Search::new(ensemble, &question).earliest()),
            BatchSize::LargeInput,
        );
    });
    group.bench_function(BenchmarkId::new("first question after a booking", days), |bencher| {
        let booked = || after_a_booking(&plan, &ensemble, &question);
        bencher.iter_batched_ref(
            booked,
            |ensemble| black_box(Search::new(ensemble, &question).earliest()),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

/// The index with the agendas of one team read again.
fn after_a_booking(
    plan: &ValidatedTerritory,
    ensemble: &AgendaIndex,
    question: &SearchQuestion,
) -> AgendaIndex {
    let search = Search::new(ensemble, question);
    let team = search.earliest().and_then(|start| search.team_at(start)).unwrap_or_default();
    let mut next = ensemble.clone();
    let changed = team.seats.iter().map(|seat| Agenda::clone(ensemble.agenda(seat.resource).unwrap()));
    next.put(changed.collect());
    assert_eq!(next.agendas().len(), plan.rooms.len() + plan.professionals.len());
    next
}

criterion_group!(benches, named, growing);
criterion_main!(benches);
