//! Why not earlier, and what would make it earlier.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Search, SiteSearch, Start, mask, matching};
use crate::agenda::SeatRequirement;
use crate::bits::{self, Bits};
use crate::ids::SiteId;
use crate::search::candidates::SiteCandidates;
use crate::search::{Need, Question};
use crate::time::{HalfDay, Minutes, Quantum, Span};
use crate::visit::Role;
use crate::zone;

/// The name of the rule that certificates are made by; changes when the rule does.
pub const ENGINE: &str = "unisson-1";
/// How many half-days worth opening are named.
const MOST_GAINS: usize = 6;

/// What a search stands for: no earlier joint start exists in the agendas of that revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The rule's name.
    pub engine: &'static str,
    /// The revision of the agendas searched; grows with every change of any of them.
    pub revision: i64,
    /// The step of starts, in minutes.
    pub grid: Minutes,
    /// The first quantum looked at.
    pub checked_from: Quantum,
    /// The end of the window looked at.
    pub checked_to: Quantum,
    /// The earliest joint start.
    pub earliest: Option<Start>,
    /// A start before it that only the grid hides: 09:05 where offers are at 09:15.
    pub earliest_off_grid: Option<Start>,
}

/// What was lacking at a start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// Enough people, or rooms, of a role.
    Role(Role),
    /// Enough distinct people: somebody was counted for two roles.
    Distinct,
    /// The beneficiary, who cannot come then.
    Beneficiary,
}

/// A half-day before the earliest start, and what was lacking in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfDayBlame {
    /// The day, wall clock of the territory.
    pub day: NaiveDate,
    /// Which half.
    pub half: HalfDay,
    /// The most frequent of the smallest sets that were lacking at its open starts.
    pub lacking: BTreeSet<Lack>,
    /// How many open five-minute starts were looked at.
    pub starts: usize,
}

/// What could be given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relaxed {
    /// A role.
    Role(Role),
    /// The half-days when the beneficiary cannot come.
    HalfDays,
    /// The choice of sites.
    Sites,
}

/// An earlier start, had something been given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// What.
    pub without: Relaxed,
    /// The earliest start then.
    pub earliest: Start,
}

/// What one more half-day of a role would open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gain {
    /// The role.
    pub role: Role,
    /// Where.
    pub site: SiteId,
    /// The day, wall clock of the site.
    pub day: NaiveDate,
    /// Which half.
    pub half: HalfDay,
    /// Joint starts on the grid that would be new.
    pub new_starts: usize,
    /// The first of them.
    pub first: Quantum,
}

/// Why not earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Every half-day before the earliest start in which somebody was on duty.
    pub half_days: Vec<HalfDayBlame>,
    /// How many half-days each set of lacks explains.
    pub by: BTreeMap<BTreeSet<Lack>, usize>,
    /// Starts before the earliest, had something been given up.
    pub relaxations: Vec<Relaxation>,
    /// The half-days most worth opening, best first.
    pub gains: Vec<Gain>,
}

impl Search<'_> {
    /// The certificate of this search over agendas of `revision`.
    #[must_use]
    pub fn certificate(&self, revision: i64) -> Certificate {
        let earliest = self.earliest();
        let end = earliest.map_or(self.question.window.end, |start| start.at);
        let before = Span::new(self.question.window.start, end);
        let off_grid = |board: &SiteSearch<'_>| {
            let horizon = self.ensemble.horizon();
            let at = bits::words_of(horizon, before)
                .flat_map(|word| bits::quanta(board.off_grid_too(word), bits::word_start(horizon, word)))
                .take_while(|at| *at < end)
                .find(|at| !board.shared || board.can_match(self.question, *at))?;
            Some(Start { at, site: board.site.id })
        };
        Certificate {
            engine: ENGINE,
            revision,
            grid: self.question.grid(),
            checked_from: self.question.window.start,
            checked_to: self.question.window.end,
            earliest,
            earliest_off_grid: self.boards.iter().filter_map(off_grid).min_by_key(|start| start.at),
        }
    }

    /// Why the earliest start is not earlier, or, when there is none, why the window holds none.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let end = self.earliest().map_or(self.question.window.end, |start| start.at);
        let before = Span::new(self.question.window.start, end);
        let half_days = self.blames(before);
        let mut by = BTreeMap::new();
        for half_day in &half_days {
            *by.entry(half_day.lacking.clone()).or_insert(0) += 1;
        }
        Explanation { half_days, by, relaxations: self.relaxations(), gains: self.gains(before) }
    }

    fn blames(&self, before: Span) -> Vec<HalfDayBlame> {
        let sights: Vec<Sight<'_>> = self.boards.iter().map(|board| self.sight(board)).collect();
        let zone = self.ensemble.territory().zone;
        let mut blames = Vec::new();
        for day in zone::days_of(zone, before) {
            for half in [HalfDay::Morning, HalfDay::Afternoon] {
                let whole = zone::half_day_span(zone, day, half);
                let span = Span::new(whole.start.max(before.start), whole.end.min(before.end));
                let mut counts: BTreeMap<BTreeSet<Lack>, usize> = BTreeMap::new();
                for at in span.quanta() {
                    let smallest = sights
                        .iter()
                        .filter_map(|sight| sight.lacking(self.question, at))
                        .min_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
                    // Where only the grid hides it at one site, what lacks at another is not to blame.
                    if let Some(lacking) = smallest.filter(|lacking| !lacking.is_empty()) {
                        *counts.entry(lacking).or_insert(0) += 1;
                    }
                }
                let starts = counts.values().sum();
                let most = counts.into_iter().max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| b.cmp(a)));
                blames.extend(most.map(|(lacking, _)| HalfDayBlame { day, half, lacking, starts }));
            }
        }
        blames
    }

    fn sight<'s>(&'s self, board: &'s SiteSearch<'s>) -> Sight<'s> {
        let horizon = self.ensemble.horizon();
        let mut on_duty = Bits::none(horizon);
        for need in &self.question.needs {
            let part = SeatRequirement::of(self.question, need);
            let here = part.whereabouts(board.site.id);
            for agenda in self.ensemble.agendas().iter().filter(|agenda| agenda.has_role(&need.role)) {
                if let Some(mut open) = agenda.open(&part, here, horizon) {
                    open.erode(part.length);
                    on_duty.or(&open);
                }
            }
        }
        on_duty.and(&mask::in_window(self.question, horizon));
        Sight { board, on_duty }
    }

    fn relaxations(&self) -> Vec<Relaxation> {
        let known = self.earliest();
        let all_sites: Vec<SiteId> = self.ensemble.territory().sites.keys().copied().collect();
        let roles = self.question.needs.iter().map(|need| {
            let needs = self.question.needs.iter().filter(|other| other.role != need.role).cloned().collect();
            (Relaxed::Role(need.role.clone()), Question { needs, ..self.question.clone() })
        });
        let half_days = (!self.question.unavailable.is_empty())
            .then(|| (Relaxed::HalfDays, Question { unavailable: Vec::new(), ..self.question.clone() }));
        let sites = (self.boards.len() < all_sites.len())
            .then(|| (Relaxed::Sites, Question { sites: all_sites, ..self.question.clone() }));
        roles
            .filter(|(_, question)| !question.needs.is_empty())
            .chain(half_days)
            .chain(sites)
            .filter_map(|(without, question)| {
                let earliest = Search::new(self.ensemble, &question).earliest()?;
                Some(Relaxation { without, earliest })
            })
            .filter(|relaxation| known.is_none_or(|known| relaxation.earliest.at < known.at))
            .collect()
    }

    fn gains(&self, before: Span) -> Vec<Gain> {
        let mut gains: Vec<Gain> = self
            .boards
            .iter()
            .flat_map(|board| (0..board.rows.len()).flat_map(move |row| self.gains_of(board, row, before)))
            .collect();
        gains.sort_by(|a, b| (b.new_starts, a.first).cmp(&(a.new_starts, b.first)));
        gains.truncate(MOST_GAINS);
        gains
    }

    /// What one more person in `row` would open at `board`, by half-day that begins before the end of `before`.
    fn gains_of(&self, board: &SiteSearch<'_>, row: usize, before: Span) -> Vec<Gain> {
        let Some(hours) = self.ensemble.hours().at(board.site.id) else { return Vec::new() };
        let mut bits = board.can_come.as_ref().clone();
        bits.and(&board.grid);
        for (index, other) in board.rows.iter().enumerate() {
            if index == row {
                other.keep_nearly(&mut bits);
            } else {
                bits.and(&other.enough);
            }
        }
        let need = &self.question.needs[row];
        let mut gains = Vec::new();
        for day in zone::days_of(board.site.zone, before) {
            for half in [HalfDay::Morning, HalfDay::Afternoon] {
                let span = zone::half_day_span(board.site.zone, day, half);
                if span.start >= before.end {
                    continue;
                }
                let mut fits = hours.clone();
                fits.keep(span);
                fits.erode(self.question.length());
                fits.and(&bits);
                let new: Vec<Quantum> = fits
                    .iter()
                    .filter(|at| !board.is_start(self.question, *at))
                    .filter(|at| !board.shared || self.can_match_with_one_more(board, row, *at))
                    .collect();
                gains.extend(new.first().map(|first| Gain {
                    role: need.role.clone(),
                    site: board.site.id,
                    day,
                    half,
                    new_starts: new.len(),
                    first: *first,
                }));
            }
        }
        gains
    }

    fn can_match_with_one_more(&self, board: &SiteSearch<'_>, row: usize, at: Quantum) -> bool {
        let newcomer = usize::MAX;
        let role = &self.question.needs[row].role;
        let candidates = |(need, row): (&Need, &SiteCandidates)| {
            let extra = (need.role == *role).then_some(newcomer);
            row.free(at).chain(extra).map(|index| (index, matching::Cost::default())).collect()
        };
        let seats: Vec<Vec<(usize, matching::Cost)>> = board.seats(self.question).map(candidates).collect();
        matching::cheapest(&seats).is_some()
    }
}

/// What can be seen of a site's starts.
struct Sight<'a> {
    board: &'a SiteSearch<'a>,
    on_duty: Bits,
}

impl Sight<'_> {
    /// What is lacking at `at`: empty when nothing is but a step of the grid; `None` when nobody is on duty.
    fn lacking(&self, question: &Question, at: Quantum) -> Option<BTreeSet<Lack>> {
        if !self.on_duty.contains(at) {
            return None;
        }
        let missing: Vec<&Role> = question
            .needs
            .iter()
            .zip(&self.board.rows)
            .filter(|(_, row)| !row.enough.contains(at))
            .map(|(need, _)| &need.role)
            .collect();
        let people = missing.iter().any(|role| !role.is_room());
        let lacking: BTreeSet<Lack> = if missing.is_empty() {
            let distinct = !self.board.shared || self.board.can_match(question, at);
            let lack = if distinct { Lack::Beneficiary } else { Lack::Distinct };
            if distinct && self.board.can_come.contains(at) {
                return Some(BTreeSet::new());
            }
            BTreeSet::from([lack])
        } else {
            // A room is only to blame when everyone else was free.
            missing
                .into_iter()
                .filter(|role| !(people && role.is_room()))
                .map(|role| Lack::Role(role.clone()))
                .collect()
        };
        Some(lacking)
    }
}
