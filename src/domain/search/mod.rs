//! The joint search: who can start together, when, and why not earlier.
//!
//! Per site and need, the starts of every member (from [`Agenda::starts_of`](crate::agenda::Agenda::starts_of)) are
//! counted; a joint start is one that enough members of every need share. Where one member could fill two needs that
//! is only a bound, and a matching decides each candidate in time order: still earliest, since the bound hides no
//! true start.
//!
//! The [`AgendaIndex`] keeps the counts from question to question; a [`Search`] joins them, word by word in time order.

mod agenda_index;
mod candidates;
mod explain;
mod guard;
mod mask;
mod matching;
mod offers;
mod question;
mod team;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono_tz::Tz;

pub use agenda_index::AgendaIndex;
pub use explain::{Certificate, Explanation, Gain, HalfDayBlame, Lack, Relaxation, Relaxed};
pub use guard::{Refusal, admits};
pub use question::{Need, Question, TieBreak, Unavailable};
pub use team::{Seat, Team};

use crate::bits::{self, Bits};
use crate::ids::SiteId;
use crate::territory::Site;
use crate::time::Quantum;
use candidates::{Candidates, SiteCandidates};

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
    ensemble: &'a AgendaIndex,
    question: &'a Question,
    boards: Vec<SiteSearch<'a>>,
}

/// One site's part of a search. Its sets are over the horizon of the ensemble.
#[derive(Debug)]
struct SiteSearch<'a> {
    site: &'a Site,
    /// One row a need, in the question's order.
    rows: Vec<Arc<SiteCandidates>>,
    /// Window and the beneficiary's half-days.
    can_come: Arc<Bits>,
    /// The steps of the wall clock.
    grid: Arc<Bits>,
    /// True when someone stands in two rows, so that a matching must decide.
    shared: bool,
}

impl<'a> Search<'a> {
    /// Plays the agendas of `ensemble` together for `question`. Sites that the territory does not have give nothing.
    #[must_use]
    pub fn new(ensemble: &'a AgendaIndex, question: &'a Question) -> Self {
        let engaged = question.own.map_or_else(BTreeSet::new, |own| ensemble.engaged_in(own));
        let casts: Vec<Arc<Candidates>> =
            question.needs.iter().map(|need| ensemble.cast(question, need, &engaged)).collect();
        let mut clocks: Vec<(Tz, Arc<Bits>)> = Vec::new();
        let boards = question
            .sites
            .iter()
            .filter_map(|id| ensemble.territory().sites.get(id))
            .map(|site| {
                let known = clocks.iter().find(|(zone, _)| *zone == site.zone);
                let can_come = known.map_or_else(
                    || Arc::new(mask::can_come(question, site.zone, ensemble.horizon())),
                    |(_, known)| Arc::clone(known),
                );
                clocks.push((site.zone, Arc::clone(&can_come)));
                SiteSearch::new(ensemble, question, &casts, site, can_come)
            })
            .collect();
        Self { ensemble, question, boards }
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

    /// [`Search::starts`], one at a time: nothing is worked out beyond the words that have been asked for.
    pub fn iter(&self) -> impl Iterator<Item = Start> + '_ {
        let horizon = self.ensemble.horizon();
        bits::words_of(horizon, self.question.window).flat_map(move |word| {
            let mut some: Vec<(&SiteSearch<'a>, u64)> = Vec::new();
            let mut any = 0;
            for board in &self.boards {
                let bound = board.bound(word);
                if bound != 0 {
                    any |= bound;
                    some.push((board, bound));
                }
            }
            let base = bits::word_start(horizon, word);
            bits::quanta(any, base).filter_map(move |at| {
                let bit = 1_u64 << (at.0 - base.0);
                let first = some.iter().find(|(board, bound)| {
                    bound & bit != 0 && (!board.shared || board.can_match(self.question, at))
                });
                first.map(|(board, _)| Start { at, site: board.site.id })
            })
        })
    }

    fn board(&self, site: SiteId) -> Option<&SiteSearch<'a>> {
        self.boards.iter().find(|board| board.site.id == site)
    }
}

impl<'a> SiteSearch<'a> {
    fn new(
        ensemble: &AgendaIndex,
        question: &Question,
        casts: &[Arc<Candidates>],
        site: &'a Site,
        can_come: Arc<Bits>,
    ) -> Self {
        let rows: Vec<Arc<SiteCandidates>> = question
            .needs
            .iter()
            .zip(casts)
            .map(|(need, cast)| {
                let row = cast.row(Question::whereabouts(need.place, site.id)).map(Arc::clone);
                row.unwrap_or_else(|| Arc::new(SiteCandidates::empty(need.count, ensemble.horizon())))
            })
            .collect();
        let shared =
            rows.iter().enumerate().any(|(index, row)| rows[..index].iter().any(|other| row.shares(other)));
        let grid = ensemble.grid(site.zone, question.grid());
        Self { site, rows, can_come, grid, shared }
    }

    /// Word number `word` of what is on the grid, in the window, and has enough members for every need: true starts
    /// unless `shared`.
    fn bound(&self, word: usize) -> u64 {
        self.grid.word(word) & self.off_grid_too(word)
    }

    /// [`SiteSearch::bound`], with starts between the steps of the grid as well.
    fn off_grid_too(&self, word: usize) -> u64 {
        let mut bound = self.can_come.word(word);
        for row in &self.rows {
            if bound == 0 {
                break;
            }
            bound &= row.enough.word(word);
        }
        bound
    }

    /// What the question itself allows, whoever is free.
    fn allows(&self, at: Quantum) -> bool {
        self.can_come.contains(at) && self.grid.contains(at)
    }

    fn is_start(&self, question: &Question, at: Quantum) -> bool {
        self.allows(at)
            && self.rows.iter().all(|row| row.enough.contains(at))
            && (!self.shared || self.can_match(question, at))
    }

    fn can_match(&self, question: &Question, at: Quantum) -> bool {
        let wanted = question.needs.iter().map(|need| usize::from(need.count)).sum();
        // A seat with as many candidates as there are seats finds one whoever sits in the others, so that no more
        // of them need to be looked at.
        let free = |row: &'_ SiteCandidates| row.free(at).take(wanted).count() == wanted;
        if self.rows.iter().all(|row| free(row)) {
            return true;
        }
        let seats: Vec<Vec<(usize, matching::Cost)>> = self
            .seats(question)
            .map(|(_, row)| {
                row.free(at).take(wanted).map(|index| (index, matching::Cost::default())).collect()
            })
            .collect();
        matching::cheapest(&seats).is_some()
    }

    /// The seats to fill: each need as often as it is wanted.
    fn seats<'s>(&'s self, question: &'s Question) -> impl Iterator<Item = (&'s Need, &'s SiteCandidates)> {
        question
            .needs
            .iter()
            .zip(&self.rows)
            .flat_map(|(need, row)| std::iter::repeat_n((need, row.as_ref()), usize::from(need.count)))
    }
}
