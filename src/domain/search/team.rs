//! Who sits together at a joint start.

use crate::agenda::Agenda;
use crate::ids::ResourceId;
use crate::search::matching::{self, Cost};
use crate::search::question::{Need, Question};
use crate::search::{Row, Search, Start};
use crate::time::{Quantum, Span, monday_of};
use crate::visit::{Place, Role};
use crate::zone;

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

    /// How many members of each need could start at `start`, in the question's order.
    #[must_use]
    pub fn choice_at(&self, start: Start) -> Vec<usize> {
        let rows = self.board(start.site).map_or(&[][..], |board| &board.rows);
        rows.iter().map(|row| row.free(start.at).count()).collect()
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
