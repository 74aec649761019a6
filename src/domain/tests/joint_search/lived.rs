//! Indexes that were searched before and have changed since: the cache must not be observable.

use std::sync::Arc;

use chrono::Duration;
use domain::agenda::{Agenda, AgendaRecord};
use domain::search::{AgendaIndex, Search, SearchQuestion};
use domain::visit::Mode;

use super::cases::{Case, OWN};
use super::random::Random;

/// An index for the case with a history: other agendas and other questions came before.
pub fn agenda_index(case: &Case, built: Vec<Agenda>, random: &mut Random) -> AgendaIndex {
    let territory = Arc::new(case.territory.clone());
    if random.chance(70) {
        return AgendaIndex::of(territory, case.horizon, built);
    }
    let mut before = Vec::new();
    let mut after = Vec::new();
    for (facts, agenda) in case.facts.iter().zip(built) {
        if random.chance(40) {
            after.push(agenda.clone());
            // Somebody may also be new.
            if random.chance(95) {
                before.push(Agenda::build(&other(random, facts), &case.territory, case.horizon).unwrap());
            }
        } else {
            before.push(agenda);
        }
    }
    let mut agenda_index = AgendaIndex::of(territory, case.horizon, before);
    ask_around(&agenda_index, case, random);
    let earlier = agenda_index.clone();
    agenda_index.put(after);
    ask_around(&agenda_index, case, random);
    ask_around(&earlier, case, random);
    agenda_index
}

/// The same person with other data.
fn other(random: &mut Random, facts: &AgendaRecord) -> AgendaRecord {
    let mut facts = facts.clone();
    facts.engagements.retain(|_| random.chance(50));
    facts.busy.retain(|_| random.chance(50));
    if random.chance(20) {
        facts.openings.retain(|_| random.chance(50));
    }
    if random.chance(10) {
        facts.resource.roles.pop_first();
    }
    facts
}

fn ask_around(agenda_index: &AgendaIndex, case: &Case, random: &mut Random) {
    for _ in 0..random.within(1, 3) {
        let mut question: SearchQuestion = case.question.clone();
        if random.chance(60) {
            question.now += Duration::minutes(random.within(-600, 600));
        }
        if random.chance(50) {
            question.own = random.chance(50).then_some(OWN);
        }
        if random.chance(20) {
            question.mode = *random.pick(&Mode::ALL);
        }
        if random.chance(20) {
            random.shuffle(&mut question.needs);
            question.needs[0].count = 3 - question.needs[0].count.min(2);
        }
        let _ = Search::new(agenda_index, &question).offers();
    }
}
