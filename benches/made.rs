//! Fictional territories to measure on, the same at every run.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::agenda::{Agenda, AgendaContext, AgendaRecord, Engagement, SeatRequirement};
use domain::ids::AppointmentId;
use domain::search::{AgendaIndex, SearchQuestion};
use domain::territory_document::{KnownIds, TerritoryDocument, ValidatedAgenda, ValidatedTerritory};
use domain::time::{Quantum, Span};
use domain::visit::{Mode, SeatLocation, VisitType};
use unisson::cli::demo::generator::{self, Recipe};
use uuid::Uuid;

use crate::territory::{DIAGNOSTIC, Draft, monday, person};

/// The day of today: a Monday.
pub fn today() -> NaiveDate {
    monday()
}

/// The instant of every search.
pub fn now() -> DateTime<Utc> {
    today().and_time(NaiveTime::MIN).and_utc() + chrono::Duration::hours(7)
}

/// As many social workers, as many counsellors and so many rooms, dealt out over `sites`.
pub fn town(each: usize, rooms: usize, sites: usize, referrals: usize) -> TerritoryDocument {
    let site = |number: usize| format!("site-{}", number % sites);
    let mut draft = (0..sites).fold(Draft::new(), |draft, number| draft.site(&site(number)));
    for number in 0..each {
        draft = draft
            .with(person(&format!("s-{number}")).is("social").works_at(&site(number)))
            .with(person(&format!("e-{number}")).is("employment").works_at(&site(number)));
    }
    draft = (0..rooms).fold(draft, |draft, number| draft.room(&format!("room-{number}"), &site(number)));
    draft.referrals(referrals).0
}

/// The demo's territory with so many professionals: several sites, part-timers, professionals of two sites.
pub fn demo(professionals: usize, referrals: usize) -> TerritoryDocument {
    generator::generate(&Recipe { professionals, referrals, ..Recipe::new(1, today()) }).document
}

/// What would be stored of a territory, identifiers and all.
pub fn plan(blueprint: &TerritoryDocument) -> ValidatedTerritory {
    let mut next = 0_u128;
    let mut fresh = || {
        next += 1;
        Uuid::from_u128(next)
    };
    blueprint
        .validate(&KnownIds::default(), &mut fresh, today())
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// How full the agendas are.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Of a hundred hours of a professional, how many are taken; rooms have a third of it.
    pub percent: u64,
    /// Counsellors have no free hour for so many days.
    pub full_days: i64,
}

/// The joint visit type of a territory, over `days`.
pub fn visit_type(plan: &ValidatedTerritory, days: u16) -> VisitType {
    let is_joint = |kind: &&VisitType| [generator::JOINT, DIAGNOSTIC].contains(&kind.key.as_str());
    let kind = plan.territory.visit_types.values().find(is_joint).unwrap();
    VisitType { horizon_days: days, ..kind.clone() }
}

/// The agendas of all professionals and rooms over `days` from today, partly taken.
pub fn ensemble(plan: &ValidatedTerritory, days: u16, load: Load) -> AgendaIndex {
    let start = Quantum::floor(today().and_time(NaiveTime::MIN).and_utc()).plus(-8 * 288);
    let horizon = Span::new(start, start.plus((i64::from(days) + 10) * 288));
    let frame = AgendaContext::new(&plan.territory, horizon);
    let kind = visit_type(plan, days);
    let rooms = plan.rooms.iter().map(|room| &room.agenda);
    let people = plan.professionals.iter().map(|person| &person.agenda);
    let mut random = Random(1);
    let agendas = rooms.chain(people).map(|planned| {
        let mut facts = facts(planned);
        let free = Agenda::build_in(&facts, &frame).unwrap();
        facts.engagements = engagements(plan, &kind, &free, horizon, load, &mut random);
        Agenda::build_in(&facts, &frame).unwrap()
    });
    AgendaIndex::of(Arc::new(plan.territory.clone()), horizon, agendas.collect())
}

/// The facts of an agenda with nothing booked.
pub fn facts(planned: &ValidatedAgenda) -> AgendaRecord {
    AgendaRecord {
        resource: planned.resource.clone(),
        revision: 1,
        openings: planned.openings.clone(),
        busy: planned.absences.clone(),
        engagements: Vec::new(),
    }
}

fn engagements(
    plan: &ValidatedTerritory,
    kind: &VisitType,
    agenda: &Agenda,
    horizon: Span,
    load: Load,
    random: &mut Random,
) -> Vec<Engagement> {
    let mut taken = Vec::new();
    let Some(role) = agenda.resource().roles.first() else { return taken };
    let full_until = Quantum::floor(now()).plus(load.full_days * 288);
    let part = SeatRequirement {
        role: role.clone(),
        place: SeatLocation::AtSite,
        visit_type: kind.id,
        mode: Mode::Onsite,
        length: 12,
        before: 0,
        after: 0,
    };
    let mut next = horizon.start;
    for here in agenda.whereabouts(&part) {
        let starts = agenda.starts_of(&plan.territory, &part, here, horizon, now(), None).unwrap();
        for at in starts.iter() {
            if at < next {
                continue;
            }
            let percent = if role.is_room() { load.percent / 3 } else { load.percent };
            let full = role.name() == "employment" && at < full_until;
            if full || random.percent(percent) {
                let visit = Span::new(at, at.plus(12));
                let appointment = AppointmentId(Uuid::from_u128(u128::from(random.next())));
                taken.push(Engagement { appointment, visit, taken: visit, site: here, expires: None });
                next = visit.end;
            } else {
                next = at.plus(12);
            }
        }
    }
    taken
}

/// The joint appointment on site, at every site, over `days`.
pub fn question(plan: &ValidatedTerritory, days: u16) -> SearchQuestion {
    SearchQuestion::new(visit_type(plan, days), Mode::Onsite, plan.site_order.clone(), now())
}

/// Random numbers that are the same at each run: splitmix64 (Steele, Lea and Flood, 2014).
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// True in `percent` of a hundred calls.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}
