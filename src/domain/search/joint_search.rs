//! The joint search itself: intersection of the candidates' starts, word by word in time order.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono_tz::Tz;

use crate::bits::{self, Bits};
use crate::ids::SiteId;
use crate::search::agenda_index::AgendaIndex;
use crate::search::candidates::{Candidates, SiteCandidates};
use crate::search::question::{SearchQuestion, SeatNeed};
use crate::search::start::Start;
use crate::search::{mask, matching};
use crate::territory::Site;
use crate::time::Quantum;

/// The joint search for one question.
#[derive(Debug)]
pub struct Search<'a> {
    pub(super) agenda_index: &'a AgendaIndex,
    pub(super) question: &'a SearchQuestion,
    pub(super) sites: Vec<SiteSearch<'a>>,
}

/// The search at one site. Its sets are over the horizon of the index.
#[derive(Debug)]
pub(super) struct SiteSearch<'a> {
    pub(super) site: &'a Site,
    /// The candidates of each need, in the question's order.
    pub(super) candidates: Vec<Arc<SiteCandidates>>,
    /// Starts in the window and outside the beneficiary's unavailable half-days.
    pub(super) can_come: Arc<Bits>,
    /// Starts on the wall-clock grid.
    pub(super) grid: Arc<Bits>,
    /// True when someone is a candidate for two needs, so that a matching must decide.
    pub(super) shared: bool,
}

impl<'a> Search<'a> {
    /// Searches the agendas of `agenda_index` for `question`. Unknown sites are ignored.
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

    /// [`Search::starts`], lazily: nothing is computed beyond the words that are consumed.
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

    pub(super) fn site_search(&self, site: SiteId) -> Option<&SiteSearch<'a>> {
        self.sites.iter().find(|site_search| site_search.site.id == site)
    }
}

impl<'a> SiteSearch<'a> {
    pub(super) fn new(
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
    pub(super) fn possible_starts(&self, word: usize) -> u64 {
        self.grid.word(word) & self.possible_starts_off_grid(word)
    }

    /// [`SiteSearch::possible_starts`], with starts between the steps of the grid as well.
    pub(super) fn possible_starts_off_grid(&self, word: usize) -> u64 {
        let mut possible_starts = self.can_come.word(word);
        for members in &self.candidates {
            if possible_starts == 0 {
                break;
            }
            possible_starts &= members.enough.word(word);
        }
        possible_starts
    }

    /// True when the question itself allows a start, whoever is free.
    pub(super) fn allows(&self, at: Quantum) -> bool {
        self.can_come.contains(at) && self.grid.contains(at)
    }

    pub(super) fn is_start(&self, question: &SearchQuestion, at: Quantum) -> bool {
        self.allows(at)
            && self.candidates.iter().all(|members| members.enough.contains(at))
            && (!self.shared || self.can_match(question, at))
    }

    pub(super) fn can_match(&self, question: &SearchQuestion, at: Quantum) -> bool {
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
    pub(super) fn seats<'s>(
        &'s self,
        question: &'s SearchQuestion,
    ) -> impl Iterator<Item = (&'s SeatNeed, &'s SiteCandidates)> {
        question.needs.iter().zip(&self.candidates).flat_map(|(need, members)| {
            std::iter::repeat_n((need, members.as_ref()), usize::from(need.count))
        })
    }
}
