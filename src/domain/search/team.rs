//! Choice of the team for a joint start.

use chrono::Days;

use crate::agenda::Agenda;
use crate::ids::ResourceId;
use crate::search::candidates::SiteCandidates;
use crate::search::joint_search::Search;
use crate::search::matching::{self, SeatCost};
use crate::search::question::{SearchQuestion, SeatNeed};
use crate::search::start::Start;
use crate::time::{Quantum, Span, monday_of};
use crate::visit::{Role, SeatLocation};
use crate::zone;

/// Counting stops here.
const MAX_TEAMS: usize = 100;
/// An idle gap shorter than this, in quanta, is lost working time.
const SHORT_GAP: i64 = 6;

/// Greater than every rank, so that contested resources come last.
const CONTESTED: i64 = 1 << 41;

/// One resource filling one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The role.
    pub role: Role,
    /// The resource that fills it.
    pub resource: ResourceId,
    /// Where the resource is during the visit.
    pub place: SeatLocation,
}

/// The professionals and the room that an appointment takes, in the order of the question's needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    /// Its seats.
    pub seats: Vec<Seat>,
}

impl Team {
    /// True when `resource` is in the team.
    #[must_use]
    pub fn has(&self, resource: ResourceId) -> bool {
        self.seats.iter().any(|seat| seat.resource == resource)
    }
}

impl Search<'_> {
    /// The team for `start`: the cheapest by referent, language, load of the week per share of working time, no
    /// short idle gap, and identifier, in this order; `None` when nobody can start there then.
    #[must_use]
    pub fn team_at(&self, start: Start) -> Option<Team> {
        let site_search = self.site_search(start.site)?;
        if !site_search.allows(start.at) {
            return None;
        }
        let week = self.week_of(start.at);
        let agendas = self.agenda_index.agendas();
        let seats: Vec<(&SeatNeed, &SiteCandidates)> = site_search.seats(self.question).collect();
        let costs: Vec<Vec<(usize, SeatCost)>> = seats
            .iter()
            .map(|(need, members)| {
                members.free(start.at).map(|index| (index, self.cost(need, index, start.at, week))).collect()
            })
            .collect();
        let chosen = matching::cheapest(&costs)?;
        let seats = seats
            .into_iter()
            .zip(chosen)
            .map(|((need, _), index)| Seat {
                role: need.role.clone(),
                resource: agendas[index].resource().id,
                place: need.place,
            })
            .collect();
        Some(Team { seats })
    }

    /// How many different teams could be made at `start`; beyond a hundred, a hundred.
    #[must_use]
    pub fn teams_at(&self, start: Start) -> usize {
        let Some(site_search) =
            self.site_search(start.site).filter(|site_search| site_search.allows(start.at))
        else {
            return 0;
        };
        let free: Vec<(Vec<usize>, usize)> = (self.question.needs.iter().zip(&site_search.candidates))
            .map(|(need, members)| (members.free(start.at).collect(), usize::from(need.count)))
            .collect();
        count_teams(&free, &mut Vec::new(), 0)
    }

    fn cost(&self, need: &SeatNeed, index: usize, at: Quantum, week: Span) -> SeatCost {
        let agenda = &self.agenda_index.agendas()[index];
        let resource = agenda.resource();
        let question = self.question;
        let known = question.referent == Some(resource.id) || question.keep.contains(&resource.id);
        let unknown = if known { -1 } else { 0 };
        // Agendas are sorted by identifier.
        let in_turn = || i64::try_from(index).unwrap_or(i64::MAX);
        let place = question.tie_break.map_or_else(in_turn, |tie_break| tie_break.rank(resource.id));
        let last = if question.contested.contains(&resource.id) { place + CONTESTED } else { place };
        if need.role.is_room() {
            return SeatCost([unknown, 0, 0, 0, last]);
        }
        let other_language =
            question.language.as_ref().is_some_and(|wanted| !resource.languages.contains(wanted));
        SeatCost([
            unknown,
            i64::from(other_language),
            self.load(agenda, week),
            i64::from(leaves_short_gap(question, need, agenda, at)),
            last,
        ])
    }

    /// Quanta of visits that start in `week`, per share of working time.
    fn load(&self, agenda: &Agenda, week: Span) -> i64 {
        let quanta: i64 = agenda
            .live(self.question.now, self.question.own)
            .filter(|engagement| week.start <= engagement.visit.start && engagement.visit.start < week.end)
            .map(|engagement| engagement.visit.len())
            .sum();
        quanta * 100 / i64::from(agenda.resource().share.max(1))
    }

    /// The ISO week of `at`, by the clock of the territory.
    fn week_of(&self, at: Quantum) -> Span {
        let zone = self.agenda_index.territory().zone;
        let monday = monday_of(zone::local_start(zone, at).date());
        let next = monday.checked_add_days(Days::new(7)).unwrap_or(monday);
        Span::new(zone::day_span(zone, monday).start, zone::day_span(zone, next).start)
    }
}

/// How many ways there are to fill the seats that `free` leaves open, nobody of `taken` twice; `from` is where the
/// first need's list continues, so that the same people in another order count once.
fn count_teams(free: &[(Vec<usize>, usize)], taken: &mut Vec<usize>, from: usize) -> usize {
    let Some(((members, wanted), rest)) = free.split_first() else { return 1 };
    if *wanted == 0 {
        return count_teams(rest, taken, 0);
    }
    let mut count = 0;
    for (index, member) in members.iter().enumerate().skip(from) {
        if taken.contains(member) {
            continue;
        }
        taken.push(*member);
        let mut open = vec![(members.clone(), wanted - 1)];
        open.extend_from_slice(rest);
        count += count_teams(&open, taken, index + 1);
        taken.pop();
        if count >= MAX_TEAMS {
            return MAX_TEAMS;
        }
    }
    count
}

/// True when the visit would leave a gap too short to use beside something the person already has.
fn leaves_short_gap(question: &SearchQuestion, need: &SeatNeed, agenda: &Agenda, at: Quantum) -> bool {
    let (before, after) = question.buffers(&need.role);
    let taken = Span::new(at, at.plus(question.length())).widened(before, after);
    let engaged = agenda.live(question.now, question.own).map(|engagement| engagement.taken);
    let others = engaged.chain(agenda.busy().iter().copied());
    let is_short = |gap: &i64| *gap > 0 && *gap < SHORT_GAP;
    let nearest = |gaps: &mut dyn Iterator<Item = i64>| gaps.filter(|gap| *gap >= 0).min();
    let before = nearest(&mut others.clone().map(|other| taken.start.0 - other.end.0));
    let after = nearest(&mut others.map(|other| other.start.0 - taken.end.0));
    [before, after].iter().flatten().any(is_short)
}
