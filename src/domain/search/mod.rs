//! The joint search: who can start together, when, and why not earlier.
//!
//! Per site and need, the starts of every member (from [`Agenda::starts`]) are counted; a joint start is one that
//! enough members of every need share. Where one member could fill two needs that is only a bound, and a matching
//! decides each candidate in time order: still earliest, since the bound hides no true start.

mod explain;
mod guard;
mod mask;
mod matching;
mod offers;
mod question;
mod team;

pub use explain::{Certificate, Explanation, Gain, HalfDayBlame, Lack, Relaxation, Relaxed};
pub use guard::{Refusal, admits};
pub use question::{Need, Question, Unavailable};
pub use team::{Seat, Team};

use crate::agenda::Agenda;
use crate::bits::{AtLeast, Bits};
use crate::ids::SiteId;
use crate::territory::{Site, Territory};
use crate::time::Quantum;

/// A joint start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Start {
    /// First quantum of the visit.
    pub at: Quantum,
    /// Where.
    pub site: SiteId,
}

/// Everyone's starts for one question, played together.
#[derive(Debug)]
pub struct Search<'a> {
    territory: &'a Territory,
    question: &'a Question,
    agendas: &'a [&'a Agenda],
    boards: Vec<Board<'a>>,
}

/// One site's part of a search.
#[derive(Debug)]
struct Board<'a> {
    site: &'a Site,
    /// One row a need, in the question's order.
    rows: Vec<Row>,
    /// Window, grid and the beneficiary's half-days.
    allowed: Bits,
    /// Enough members of every need, and allowed; a true start unless `shared`.
    bound: Bits,
    /// True when someone stands in two rows, so that a matching must decide.
    shared: bool,
}

/// The members of one need at one site.
#[derive(Debug)]
struct Row {
    /// Index into the search's agendas, and that member's starts.
    members: Vec<(usize, Bits)>,
    /// Where enough members can start.
    enough: Bits,
    /// Where one more member would be enough.
    nearly: Bits,
}

impl<'a> Search<'a> {
    /// Plays `agendas` together for `question`. Sites that the territory does not have give nothing.
    #[must_use]
    pub fn new(territory: &'a Territory, agendas: &'a [&'a Agenda], question: &'a Question) -> Self {
        let boards = question
            .sites
            .iter()
            .filter_map(|id| territory.sites.get(id))
            .map(|site| Board::new(territory, agendas, question, site))
            .collect();
        Self { territory, question, agendas, boards }
    }

    /// The first joint start, at the first of the question's sites that has it.
    #[must_use]
    pub fn earliest(&self) -> Option<Start> {
        self.iter().next()
    }

    /// Every joint start in time order, each at the first of the question's sites that has it.
    #[must_use]
    pub fn starts(&self) -> Vec<Start> {
        self.iter().collect()
    }

    /// [`Search::starts`], one at a time.
    pub fn iter(&self) -> impl Iterator<Item = Start> + '_ {
        let mut any = Bits::none(self.question.window);
        self.boards.iter().for_each(|board| any.or(&board.bound));
        any.into_quanta().filter_map(|at| self.site_of(at))
    }

    fn site_of(&self, at: Quantum) -> Option<Start> {
        let board = self.boards.iter().find(|board| board.is_start(self.question, at))?;
        Some(Start { at, site: board.site.id })
    }

    fn board(&self, site: SiteId) -> Option<&Board<'a>> {
        self.boards.iter().find(|board| board.site.id == site)
    }
}

impl<'a> Board<'a> {
    fn new(territory: &Territory, agendas: &[&Agenda], question: &Question, site: &'a Site) -> Self {
        let rows: Vec<Row> =
            question.needs.iter().map(|need| Row::new(territory, agendas, question, need, site.id)).collect();
        let allowed = mask::allowed(question, site);
        let mut bound = allowed.clone();
        for row in &rows {
            bound.and(&row.enough);
        }
        let mut everyone: Vec<usize> =
            rows.iter().flat_map(|row| row.members.iter().map(|(index, _)| *index)).collect();
        everyone.sort_unstable();
        let shared = everyone.windows(2).any(|pair| pair[0] == pair[1]);
        Self { site, rows, allowed, bound, shared }
    }

    fn is_start(&self, question: &Question, at: Quantum) -> bool {
        self.bound.contains(at) && (!self.shared || self.can_match(question, at))
    }

    fn can_match(&self, question: &Question, at: Quantum) -> bool {
        let seats: Vec<Vec<(usize, matching::Cost)>> = self
            .seats(question)
            .map(|(_, row)| row.free(at).map(|index| (index, matching::Cost::default())).collect())
            .collect();
        matching::cheapest(&seats).is_some()
    }

    /// The seats to fill: each need as often as it is wanted.
    fn seats<'s>(&'s self, question: &'s Question) -> impl Iterator<Item = (&'s Need, &'s Row)> {
        question
            .needs
            .iter()
            .zip(&self.rows)
            .flat_map(|(need, row)| std::iter::repeat_n((need, row), usize::from(need.count)))
    }
}

impl Row {
    fn new(
        territory: &Territory,
        agendas: &[&Agenda],
        question: &Question,
        need: &Need,
        site: SiteId,
    ) -> Self {
        let mut count = AtLeast::new(need.count, question.window);
        let mut members = Vec::new();
        for (index, agenda) in agendas.iter().enumerate().filter(|(_, agenda)| agenda.has_role(need)) {
            let Some(starts) = agenda.starts(territory, question, need, site) else { continue };
            if !starts.is_empty() {
                count.add(&starts);
                members.push((index, starts));
            }
        }
        let nearly = count.nearly();
        Self { members, enough: count.reached(), nearly }
    }

    /// The members who can start at `at`.
    fn free(&self, at: Quantum) -> impl Iterator<Item = usize> + '_ {
        self.members.iter().filter(move |(_, starts)| starts.contains(at)).map(|(index, _)| *index)
    }
}
