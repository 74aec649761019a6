//! The joint search: who can start together, when, and why not earlier.
//!
//! Per site and need, the starts of every member (from [`Agenda::starts_of`](crate::agenda::Agenda::starts_of)) are
//! counted; a joint start is one that enough members of every need share. Where one member could fill two needs that
//! is only a possible_starts, and a matching decides each candidate in time order: still earliest, since the possible_starts hides no
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
pub use explain::{
    Certificate, Explanation, HalfDayGain, HalfDayShortage, Relaxation, RelaxedConstraint, Shortage,
};
pub use guard::{Refusal, admits};
pub use question::{SearchQuestion, SeatNeed, TieBreak, UnavailableHalfDay};
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
    agenda_index: &'a AgendaIndex,
    question: &'a SearchQuestion,
    sites: Vec<SiteSearch<'a>>,
}

/// One site's part of a search. Its sets are over the horizon of the agenda_index.
#[derive(Debug)]
struct SiteSearch<'a> {
    site: &'a Site,
    /// One members a need, in the question's order.
    candidates: Vec<Arc<SiteCandidates>>,
    /// Window and the beneficiary's half-days.
    can_come: Arc<Bits>,
    /// The steps of the wall clock.
    grid: Arc<Bits>,
    /// True when someone stands in two candidates, so that a matching must decide.
    shared: bool,
}

impl<'a> Search<'a> {
    /// Plays the agendas of `agenda_index` together for `question`. Sites that the territory does not have give nothing.
    #[must_use]
    pub fn new(agenda_index: &'a AgendaIndex, question: &'a SearchQuestion) -> Self {
        let engaged = question.own.map_or_else(BTreeSet::new, |own| agenda_index.engaged_in(own));
        let candidates: Vec<Arc<Candidates>> =
            question.needs.iter().map(|need| agenda_index.candidates(question, need, &engaged)).collect();
        let mut clocks: Vec<(Tz, Arc<Bits>)> = Vec::new();
        let sites = question
            .sites
            .iter()
            .filter_map(|id| agenda_index.territory().sites.get(id))
            .map(|site| {
                let known = clocks.iter().find(|(zone, _)| *zone == site.zone);
                let can_come = known.map_or_else(
                    || Arc::new(mask::can_come(question, site.zone, agenda_index.horizon())),
                    |(_, known)| Arc::clone(known),
                );
                clocks.push((site.zone, Arc::clone(&can_come)));
                SiteSearch::new(agenda_index, question, &candidates, site, can_come)
            })
            .collect();
        Self { agenda_index, question, sites }
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
        let horizon = self.agenda_index.horizon();
        bits::words_of(horizon, self.question.window).flat_map(move |word| {
            let mut some: Vec<(&SiteSearch<'a>, u64)> = Vec::new();
            let mut any = 0;
            for site_search in &self.sites {
                let possible_starts = site_search.possible_starts(word);
                if possible_starts != 0 {
                    any |= possible_starts;
                    some.push((site_search, possible_starts));
                }
            }
            let base = bits::word_start(horizon, word);
            bits::quanta(any, base).filter_map(move |at| {
                let bit = 1_u64 << (at.0 - base.0);
                let first = some.iter().find(|(site_search, possible_starts)| {
                    possible_starts & bit != 0
                        && (!site_search.shared || site_search.can_match(self.question, at))
                });
                first.map(|(site_search, _)| Start { at, site: site_search.site.id })
            })
        })
    }

    fn site_search(&self, site: SiteId) -> Option<&SiteSearch<'a>> {
        self.sites.iter().find(|site_search| site_search.site.id == site)
    }
}

impl<'a> SiteSearch<'a> {
    fn new(
        agenda_index: &AgendaIndex,
        question: &SearchQuestion,
        candidates: &[Arc<Candidates>],
        site: &'a Site,
        can_come: Arc<Bits>,
    ) -> Self {
        let candidates: Vec<Arc<SiteCandidates>> = question
            .needs
            .iter()
            .zip(candidates)
            .map(|(need, candidates)| {
                let members =
                    candidates.at_site(SearchQuestion::whereabouts(need.place, site.id)).map(Arc::clone);
                members.unwrap_or_else(|| Arc::new(SiteCandidates::empty(need.count, agenda_index.horizon())))
            })
            .collect();
        let shared = candidates
            .iter()
            .enumerate()
            .any(|(index, members)| candidates[..index].iter().any(|other| members.shares(other)));
        let grid = agenda_index.grid(site.zone, question.grid());
        Self { site, candidates, can_come, grid, shared }
    }

    /// Word number `word` of what is on the grid, in the window, and has enough members for every need: true starts
    /// unless `shared`.
    fn possible_starts(&self, word: usize) -> u64 {
        self.grid.word(word) & self.possible_starts_off_grid(word)
    }

    /// [`SiteSearch::possible_starts`], with starts between the steps of the grid as well.
    fn possible_starts_off_grid(&self, word: usize) -> u64 {
        let mut possible_starts = self.can_come.word(word);
        for members in &self.candidates {
            if possible_starts == 0 {
                break;
            }
            possible_starts &= members.enough.word(word);
        }
        possible_starts
    }

    /// What the question itself allows, whoever is free.
    fn allows(&self, at: Quantum) -> bool {
        self.can_come.contains(at) && self.grid.contains(at)
    }

    fn is_start(&self, question: &SearchQuestion, at: Quantum) -> bool {
        self.allows(at)
            && self.candidates.iter().all(|members| members.enough.contains(at))
            && (!self.shared || self.can_match(question, at))
    }

    fn can_match(&self, question: &SearchQuestion, at: Quantum) -> bool {
        let wanted = question.needs.iter().map(|need| usize::from(need.count)).sum();
        // A seat with as many candidates as there are seats finds one whoever sits in the others, so that no more
        // of them need to be looked at.
        let free = |members: &'_ SiteCandidates| members.free(at).take(wanted).count() == wanted;
        if self.candidates.iter().all(|members| free(members)) {
            return true;
        }
        let seats: Vec<Vec<(usize, matching::SeatCost)>> = self
            .seats(question)
            .map(|(_, members)| {
                members.free(at).take(wanted).map(|index| (index, matching::SeatCost::default())).collect()
            })
            .collect();
        matching::cheapest(&seats).is_some()
    }

    /// The seats to fill: each need as often as it is wanted.
    fn seats<'s>(
        &'s self,
        question: &'s SearchQuestion,
    ) -> impl Iterator<Item = (&'s SeatNeed, &'s SiteCandidates)> {
        question.needs.iter().zip(&self.candidates).flat_map(|(need, members)| {
            std::iter::repeat_n((need, members.as_ref()), usize::from(need.count))
        })
    }
}
