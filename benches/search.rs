//! How fast the joint search is, agendas in memory: earliest, all starts, three offers.
//!
//! `make bench` prints the figures the README quotes.

use std::hint::black_box;

use chrono::{NaiveDate, NaiveTime};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use domain::agenda::{Agenda, AgendaFacts, Frame};
use domain::blueprint::{Known, Plan};
use domain::search::{Question, Search};
use domain::time::{Quantum, Span};
use domain::visit::Mode;
use unisson::cli::demo::generator::{self, Recipe};
use uuid::Uuid;

/// The day on which everything stands.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 1, 4).unwrap_or_default()
}

/// A territory of that many professionals, as the demo makes them.
fn territory(professionals: usize) -> Plan {
    let made = generator::make(&Recipe { professionals, referrals: 0, ..Recipe::new(1, today()) });
    let mut next = 0_u128;
    let mut fresh = || {
        next += 1;
        Uuid::from_u128(next)
    };
    made.blueprint.plan(&Known::default(), &mut fresh, today()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// Everybody's agenda over `days` from today.
fn agendas(plan: &Plan, days: i64) -> Vec<Agenda> {
    let start = Quantum::floor(today().and_time(NaiveTime::MIN).and_utc());
    let frame = Frame::new(&plan.territory, Span::new(start, start.plus((days + 2) * 288)));
    let rooms = plan.rooms.iter().map(|room| &room.agenda);
    let people = plan.professionals.iter().map(|person| &person.agenda);
    rooms
        .chain(people)
        .filter_map(|agenda| {
            let facts = AgendaFacts {
                resource: agenda.resource.clone(),
                revision: 1,
                openings: agenda.openings.clone(),
                busy: agenda.absences.clone(),
                engagements: Vec::new(),
            };
            Agenda::build_in(&facts, &frame).ok()
        })
        .collect()
}

/// The joint diagnostic on site, at every site, over `days`.
fn question(plan: &Plan, days: u16) -> Option<Question> {
    let mut kind = plan.territory.visit_types.values().find(|kind| kind.key == generator::JOINT)?.clone();
    kind.horizon_days = days;
    let now = today().and_hms_opt(7, 0, 0)?.and_utc();
    Some(Question::new(kind, Mode::Onsite, plan.site_order.clone(), now))
}

fn search(criterion: &mut Criterion) {
    for professionals in [6, 20, 200, 2_000] {
        let plan = territory(professionals);
        for days in [14_u16, 60, 180] {
            let agendas = agendas(&plan, i64::from(days));
            let agendas: Vec<&Agenda> = agendas.iter().collect();
            let Some(question) = question(&plan, days) else { continue };
            let name = format!("{professionals} professionals, {} agendas", agendas.len());
            let mut group = criterion.benchmark_group(name);
            group.sample_size(20);
            group.bench_function(BenchmarkId::new("earliest", days), |bencher| {
                bencher.iter(|| {
                    black_box(Search::new(&plan.territory, &agendas, black_box(&question)).earliest())
                });
            });
            group.bench_function(BenchmarkId::new("all starts", days), |bencher| {
                bencher.iter(|| {
                    black_box(Search::new(&plan.territory, &agendas, black_box(&question)).starts().len())
                });
            });
            group.finish();
        }
    }
}

criterion_group!(benches, search);
criterion_main!(benches);
