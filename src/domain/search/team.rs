//! Who sits together at a joint start.

use crate::agenda::Agenda;
use crate::ids::ResourceId;
use crate::search::matching::{self, Cost};
use crate::search::question::{Need, Question};
use crate::search::{Row, Search, Start};
use crate::time::{Quantum, Span, monday_of};
use crate::visit::{Place, Role};
use crate::zone;

/// Nobody needs to know whether there are more.
const MOST_TEAMS: usize = 100;
/// An idle gap shorter than this, in quanta, is lost working time.
const SHORT_GAP: i64 = 6;

/// One resource filling one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The role.
    pub role: Role,
    /// Who fills it.
    pub resource: ResourceId,
    /// Where they are meanwhile.
    pub place: Place,
}

/// The professionals and the room that an appointment takes, in the order of the question's needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    /// Its seats.
    pub seats: Vec<Seat>,
}

impl Team {
    /// True when `resource` sits in it.
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
        let board = self.board(start.site)?;
        if !board.allowed.contains(start.at) {
            return None;
        }
        let ranks = self.ranks();
        let seats: Vec<(&Need, &Row)> = board.seats(self.question).collect();
        let costs: Vec<Vec<(usize, Cost)>> = seats
            .iter()
            .map(|(need, row)| {
                row.free(start.at)
                    .map(|i| (i, self.cost(need, self.agendas[i], start.at, ranks[i])))
                    .collect()
            })
            .collect();
        let chosen = matching::cheapest(&costs)?;
        let seats = seats
            .into_iter()
            .zip(chosen)
            .map(|((need, _), index)| Seat {
                role: need.role.clone(),
                resource: self.agendas[index].resource().id,
                place: need.place,
            })
            .collect();
        Some(Team { seats })
    }

    /// How many different teams could be made at `start`; beyond a hundred, a hundred.
    #[must_use]
    pub fn teams_at(&self, start: Start) -> usize {
        let Some(board) = self.board(start.site) else { return 0 };
        let free: Vec<(Vec<usize>, usize)> = (self.question.needs.iter().zip(&board.rows))
            .map(|(need, row)| (row.free(start.at).collect(), usize::from(need.count)))
            .collect();
        count_teams(&free, &mut Vec::new(), 0)
    }

    /// The position of each agenda's resource in the order of identifiers.
    fn ranks(&self) -> Vec<i64> {
        let mut order: Vec<usize> = (0..self.agendas.len()).collect();
        order.sort_by_key(|index| self.agendas[*index].resource().id);
        let mut ranks = vec![0; order.len()];
        for (index, rank) in order.into_iter().zip(0..) {
            ranks[index] = rank;
        }
        ranks
    }

    fn cost(&self, need: &Need, agenda: &Agenda, at: Quantum, rank: i64) -> Cost {
        let resource = agenda.resource();
        let question = self.question;
        let known = question.referent == Some(resource.id) || question.keep.contains(&resource.id);
        let stranger = if known { -1 } else { 0 };
        if need.role.is_room() {
            return Cost([stranger, 0, 0, 0, rank]);
        }
        let foreign = question.language.as_ref().is_some_and(|wanted| !resource.languages.contains(wanted));
        Cost([
            stranger,
            i64::from(foreign),
            self.load(agenda, at),
            i64::from(leaves_short_gap(question, need, agenda, at)),
            rank,
        ])
    }

    /// Quanta already engaged in the week of `at`, per share of working time.
    fn load(&self, agenda: &Agenda, at: Quantum) -> i64 {
        let week = |quantum| monday_of(zone::local_start(self.territory.zone, quantum).date());
        let this_week = week(at);
        let quanta: i64 = agenda
            .live(self.question.now, self.question.own)
            .filter(|engagement| week(engagement.visit.start) == this_week)
            .map(|engagement| engagement.visit.len())
            .sum();
        quanta * 100 / i64::from(agenda.resource().share.max(1))
    }
}

/// How many ways there are to fill the seats that `free` leaves open, nobody of `taken` twice; `from` is where the
/// first need's list goes on, so that the same people in another order count once.
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
        if count >= MOST_TEAMS {
            return MOST_TEAMS;
        }
    }
    count
}

/// True when the visit would leave a gap too short to use beside something the person already has.
fn leaves_short_gap(question: &Question, need: &Need, agenda: &Agenda, at: Quantum) -> bool {
    let (before, after) = question.buffers(&need.role);
    let taken = Span::new(at, at.plus(question.length())).widened(before, after);
    let others = agenda.live(question.now, question.own).map(|engagement| engagement.taken);
    let others: Vec<Span> = others.chain(agenda.busy().iter().copied()).collect();
    let before = others.iter().map(|other| taken.start.0 - other.end.0).filter(|gap| *gap >= 0).min();
    let after = others.iter().map(|other| other.start.0 - taken.end.0).filter(|gap| *gap >= 0).min();
    [before, after].into_iter().flatten().any(|gap| gap > 0 && gap < SHORT_GAP)
}
