//! How many can be served: hand-counted days, and the same count on agendas built anew after every appointment.

use std::sync::Arc;

use chrono_tz::Tz;
use domain::agenda::{Agenda, AgendaRecord, Engagement};
use domain::ids::AppointmentId;
use domain::search::{AgendaIndex, Capacity, Search, SearchQuestion, Start};
use domain::time::{Minutes, Span};
use uuid::Uuid;

use super::cases::{self, Case};
use super::desk::{Date, asks, open, opening, person, room};

const TUESDAY: Date = (2027, 3, 2);
/// Appointments that the people of a case have already are numbered lower.
const SIMULATED: u128 = 1 << 100;

fn index_of(case: &Case, facts: &[AgendaRecord]) -> AgendaIndex {
    let build = |facts| Agenda::build(facts, &case.territory, case.horizon).unwrap();
    AgendaIndex::of(Arc::new(case.territory.clone()), case.horizon, facts.iter().map(build).collect())
}

/// How many are served when as many as there is room for ask the question of the case.
fn served(case: &Case) -> usize {
    let mut capacity = Capacity::of(&index_of(case, &case.facts));
    let questions = std::slice::from_ref(&case.question);
    std::iter::from_fn(|| capacity.serve(questions)).count()
}

fn morning(workers: u128, counsellors: u128, rooms: u128) -> Case {
    let named = |from: u128, many: u128, role: &'static str| {
        (0..many).map(move |number| open(person(from + number, &[role]), opening(TUESDAY, "09:00", "12:00")))
    };
    let mut facts: Vec<AgendaRecord> =
        named(1, workers, "social").chain(named(11, counsellors, "employment")).collect();
    facts.extend((0..rooms).map(|number| room(21 + number)));
    asks(Tz::Europe__Paris, &["social", "employment", "room"], (TUESDAY, TUESDAY), facts)
}

#[test]
fn the_scarcest_decides_how_many_are_served() {
    assert_eq!(served(&morning(1, 1, 1)), 6);
    assert_eq!(served(&morning(2, 2, 1)), 6);
    assert_eq!(served(&morning(2, 3, 2)), 12);
    assert_eq!(served(&morning(2, 0, 2)), 0);
}

#[test]
fn buffers_and_caps_count_for_those_served_before() {
    let mut buffered = morning(1, 1, 1);
    buffered.question.visit_type.buffer_after = Minutes(30);
    assert_eq!(served(&buffered), 3);
    let mut capped = morning(1, 1, 1);
    capped.facts[0].resource.daily_cap = Some(2);
    assert_eq!(served(&capped), 2);
}

#[test]
fn who_asks_for_more_is_not_served_by_less_and_takes_nothing() {
    let case = morning(1, 1, 1);
    let mut capacity = Capacity::of(&index_of(&case, &case.facts));
    let mut with_interpreter = case.question.clone();
    with_interpreter.needs[2].role = domain::visit::Role::parse("interpreter:ar").unwrap();
    assert_eq!(capacity.serve(&[with_interpreter]), None);
    let rest = std::iter::from_fn(|| capacity.serve(std::slice::from_ref(&case.question))).count();
    assert_eq!(rest, 6);
}

/// One person after the other, every agenda built from its record again.
fn served_slowly(case: &Case, most: usize) -> Vec<Start> {
    let mut facts = case.facts.clone();
    let question: &SearchQuestion = &case.question;
    let mut starts = Vec::new();
    while starts.len() < most {
        let index = index_of(case, &facts);
        let search = Search::new(&index, question);
        let Some(start) = search.earliest() else { break };
        let team = search.team_at(start).unwrap();
        let visit = Span::new(start.at, start.at.plus(question.length()));
        for seat in &team.seats {
            let (before, after) = question.buffers(&seat.role);
            let facts = facts.iter_mut().find(|facts| facts.resource.id == seat.resource).unwrap();
            facts.engagements.push(Engagement {
                appointment: AppointmentId(Uuid::from_u128(SIMULATED + starts.len() as u128)),
                visit,
                taken: visit.widened(before, after),
                site: SearchQuestion::whereabouts(seat.place, start.site),
                expires: None,
            });
        }
        starts.push(start);
    }
    starts
}

#[test]
fn agendas_changed_in_place_serve_as_agendas_built_anew() {
    let mut some = 0;
    for seed in 0..300 {
        let case = cases::case(seed);
        // An appointment that is to be rescheduled is left out of both sides by its number, which is no matter here.
        if case.question.own.is_some() {
            continue;
        }
        let mut capacity = Capacity::of(&index_of(&case, &case.facts));
        let questions = std::slice::from_ref(&case.question);
        let starts: Vec<Start> = std::iter::from_fn(|| capacity.serve(questions)).take(12).collect();
        assert_eq!(starts, served_slowly(&case, 12), "seed {seed}");
        some += usize::from(starts.len() > 2);
    }
    assert!(some > 30, "only {some} cases serve more than two");
}
