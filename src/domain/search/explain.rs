//! Explanation of a search: why nothing is earlier, and what would make it earlier.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::agenda::SeatRequirement;
use crate::bits::{self, Bits};
use crate::ids::SiteId;
use crate::search::candidates::SiteCandidates;
use crate::search::joint_search::{Search, SiteSearch};
use crate::search::question::{SearchQuestion, SeatNeed};
use crate::search::start::Start;
use crate::search::{mask, matching};
use crate::time::{HalfDay, Minutes, Quantum, Span};
use crate::visit::Role;
use crate::zone;

/// Version of the search rule that certificates name; changes when the rule does.
pub const ENGINE: &str = "unisson-1";
/// Most suggested half-days.
const MAX_GAINS: usize = 6;

/// Proof of a search result: no earlier joint start exists in the agendas of that revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Version of the search rule.
    pub engine: &'static str,
    /// Revision of the agendas searched; increases with every change of any of them.
    pub revision: i64,
    /// The step of starts, in minutes.
    pub grid: Minutes,
    /// The first quantum looked at.
    pub checked_from: Quantum,
    /// The end of the window looked at.
    pub checked_to: Quantum,
    /// The earliest joint start.
    pub earliest: Option<Start>,
    /// An earlier start that is not on the grid: 09:05 where offers are at 09:15.
    pub earliest_off_grid: Option<Start>,
}

/// What was missing at a start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shortage {
    /// Enough people, or rooms, of a role.
    Role(Role),
    /// Enough distinct people: somebody is a candidate for two roles.
    Distinct,
    /// The beneficiary, who is not available then.
    Beneficiary,
}

/// A half-day before the earliest start, and what was missing in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfDayShortage {
    /// The day, wall clock of the territory.
    pub day: NaiveDate,
    /// Which half.
    pub half: HalfDay,
    /// The most frequent of the smallest missing sets at its open starts.
    pub missing: BTreeSet<Shortage>,
    /// How many open five-minute starts were looked at.
    pub starts: usize,
}

/// A constraint that could be relaxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelaxedConstraint {
    /// A role.
    Role(Role),
    /// The half-days when the beneficiary cannot come.
    HalfDays,
    /// The choice of sites.
    Sites,
}

/// The earlier start that relaxing one constraint would give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// The constraint.
    pub without: RelaxedConstraint,
    /// The earliest start then.
    pub earliest: Start,
}

/// The joint starts that one more half-day of a role would add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfDayGain {
    /// The role.
    pub role: Role,
    /// Where.
    pub site: SiteId,
    /// The day, wall clock of the site.
    pub day: NaiveDate,
    /// Which half.
    pub half: HalfDay,
    /// Number of new joint starts on the grid.
    pub new_starts: usize,
    /// The first of them.
    pub first: Quantum,
}

/// Why the earliest start is not earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Every half-day before the earliest start in which somebody was on duty.
    pub half_days: Vec<HalfDayShortage>,
    /// How many half-days each missing set explains.
    pub by_shortage: BTreeMap<BTreeSet<Shortage>, usize>,
    /// Earlier starts with one constraint relaxed.
    pub relaxations: Vec<Relaxation>,
    /// The half-days most worth opening, best first.
    pub gains: Vec<HalfDayGain>,
}

impl Search<'_> {
    /// The certificate of this search over agendas of `revision`.
    #[must_use]
    pub fn certificate(&self, revision: i64) -> Certificate {
        let earliest = self.earliest();
        let end = earliest.map_or(self.question.window.end, |start| start.at);
        let before = Span::new(self.question.window.start, end);
        let off_grid = |site_search: &SiteSearch<'_>| {
            let horizon = self.agenda_index.horizon();
            let at = bits::words_of(horizon, before)
                .flat_map(|word| {
                    bits::quanta(site_search.possible_starts_off_grid(word), bits::word_start(horizon, word))
                })
                .take_while(|at| *at < end)
                .find(|at| !site_search.shared || site_search.can_match(self.question, *at))?;
            Some(Start { at, site: site_search.site.id })
        };
        Certificate {
            engine: ENGINE,
            revision,
            grid: self.question.grid(),
            checked_from: self.question.window.start,
            checked_to: self.question.window.end,
            earliest,
            earliest_off_grid: self.sites.iter().filter_map(off_grid).min_by_key(|start| start.at),
        }
    }

    /// Why the earliest start is not earlier, or, when there is none, why the window holds none.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let end = self.earliest().map_or(self.question.window.end, |start| start.at);
        let before = Span::new(self.question.window.start, end);
        let half_days = self.half_day_shortages(before);
        let mut by_shortage = BTreeMap::new();
        for half_day in &half_days {
            *by_shortage.entry(half_day.missing.clone()).or_insert(0) += 1;
        }
        Explanation { half_days, by_shortage, relaxations: self.relaxations(), gains: self.gains(before) }
    }

    fn half_day_shortages(&self, before: Span) -> Vec<HalfDayShortage> {
        let shortages: Vec<SiteShortages<'_>> =
            self.sites.iter().map(|site_search| self.site_shortages(site_search)).collect();
        let zone = self.agenda_index.territory().zone;
        let mut half_days = Vec::new();
        for day in zone::days_of(zone, before) {
            for half in [HalfDay::Morning, HalfDay::Afternoon] {
                let whole = zone::half_day_span(zone, day, half);
                let span = Span::new(whole.start.max(before.start), whole.end.min(before.end));
                let mut counts: BTreeMap<BTreeSet<Shortage>, usize> = BTreeMap::new();
                for at in span.quanta() {
                    let smallest = shortages
                        .iter()
                        .filter_map(|site_shortages| site_shortages.lacking(self.question, at))
                        .min_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
                    // A start that is only off the grid at one site is not explained by what is missing at another.
                    if let Some(lacking) = smallest.filter(|lacking| !lacking.is_empty()) {
                        *counts.entry(lacking).or_insert(0) += 1;
                    }
                }
                let starts = counts.values().sum();
                let most = counts.into_iter().max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| b.cmp(a)));
                half_days.extend(most.map(|(lacking, _)| HalfDayShortage {
                    day,
                    half,
                    missing: lacking,
                    starts,
                }));
            }
        }
        half_days
    }

    fn site_shortages<'s>(&'s self, site_search: &'s SiteSearch<'s>) -> SiteShortages<'s> {
        let horizon = self.agenda_index.horizon();
        let mut on_duty = Bits::none(horizon);
        for need in &self.question.needs {
            let requirement = SeatRequirement::of(self.question, need);
            let location = requirement.whereabouts(site_search.site.id);
            for agenda in self.agenda_index.agendas().iter().filter(|agenda| agenda.has_role(&need.role)) {
                if let Some(mut open) = agenda.open(&requirement, location, horizon) {
                    open.erode(requirement.length);
                    on_duty.or(&open);
                }
            }
        }
        on_duty.and(&mask::in_window(self.question, horizon));
        SiteShortages { site_search, on_duty }
    }

    fn relaxations(&self) -> Vec<Relaxation> {
        let known = self.earliest();
        let all_sites: Vec<SiteId> = self.agenda_index.territory().sites.keys().copied().collect();
        let roles = self.question.needs.iter().map(|need| {
            let needs = self.question.needs.iter().filter(|other| other.role != need.role).cloned().collect();
            (RelaxedConstraint::Role(need.role.clone()), SearchQuestion { needs, ..self.question.clone() })
        });
        let half_days = (!self.question.unavailable.is_empty()).then(|| {
            (RelaxedConstraint::HalfDays, SearchQuestion { unavailable: Vec::new(), ..self.question.clone() })
        });
        let sites = (self.sites.len() < all_sites.len()).then(|| {
            (RelaxedConstraint::Sites, SearchQuestion { sites: all_sites, ..self.question.clone() })
        });
        roles
            .filter(|(_, question)| !question.needs.is_empty())
            .chain(half_days)
            .chain(sites)
            .filter_map(|(without, question)| {
                let earliest = Search::new(self.agenda_index, &question).earliest()?;
                Some(Relaxation { without, earliest })
            })
            .filter(|relaxation| known.is_none_or(|known| relaxation.earliest.at < known.at))
            .collect()
    }

    fn gains(&self, before: Span) -> Vec<HalfDayGain> {
        let mut gains: Vec<HalfDayGain> = self
            .sites
            .iter()
            .flat_map(|site_search| {
                (0..site_search.candidates.len()).flat_map(move |row| self.gains_of(site_search, row, before))
            })
            .collect();
        gains.sort_by(|a, b| (b.new_starts, a.first).cmp(&(a.new_starts, b.first)));
        gains.truncate(MAX_GAINS);
        gains
    }

    /// The starts that one more candidate for the need `row` would add at a site, for each half-day that begins
    /// before the end of `before`.
    fn gains_of(&self, site_search: &SiteSearch<'_>, row: usize, before: Span) -> Vec<HalfDayGain> {
        let Some(hours) = self.agenda_index.open_hours().at(site_search.site.id) else { return Vec::new() };
        let mut bits = site_search.can_come.as_ref().clone();
        bits.and(&site_search.grid);
        for (index, other) in site_search.candidates.iter().enumerate() {
            if index == row {
                other.keep_nearly_enough(&mut bits);
            } else {
                bits.and(&other.enough);
            }
        }
        let need = &self.question.needs[row];
        let mut gains = Vec::new();
        for day in zone::days_of(site_search.site.zone, before) {
            for half in [HalfDay::Morning, HalfDay::Afternoon] {
                let span = zone::half_day_span(site_search.site.zone, day, half);
                if span.start >= before.end {
                    continue;
                }
                let mut fits = hours.clone();
                fits.keep(span);
                fits.erode(self.question.length());
                fits.and(&bits);
                let new: Vec<Quantum> = fits
                    .iter()
                    .filter(|at| !site_search.is_start(self.question, *at))
                    .filter(|at| !site_search.shared || self.can_match_with_one_more(site_search, row, *at))
                    .collect();
                gains.extend(new.first().map(|first| HalfDayGain {
                    role: need.role.clone(),
                    site: site_search.site.id,
                    day,
                    half,
                    new_starts: new.len(),
                    first: *first,
                }));
            }
        }
        gains
    }

    fn can_match_with_one_more(&self, site_search: &SiteSearch<'_>, row: usize, at: Quantum) -> bool {
        let extra_member = usize::MAX;
        let role = &self.question.needs[row].role;
        let candidates = |(need, row): (&SeatNeed, &SiteCandidates)| {
            let extra = (need.role == *role).then_some(extra_member);
            row.free(at).chain(extra).map(|index| (index, matching::SeatCost::default())).collect()
        };
        let seats: Vec<Vec<(usize, matching::SeatCost)>> =
            site_search.seats(self.question).map(candidates).collect();
        matching::cheapest(&seats).is_some()
    }
}

/// Starts of one site, with those at which somebody works.
struct SiteShortages<'a> {
    site_search: &'a SiteSearch<'a>,
    on_duty: Bits,
}

impl SiteShortages<'_> {
    /// What is missing at `at`: empty when the start is only off the grid; `None` when nobody is on duty.
    fn lacking(&self, question: &SearchQuestion, at: Quantum) -> Option<BTreeSet<Shortage>> {
        if !self.on_duty.contains(at) {
            return None;
        }
        let missing: Vec<&Role> = question
            .needs
            .iter()
            .zip(&self.site_search.candidates)
            .filter(|(_, row)| !row.enough.contains(at))
            .map(|(need, _)| &need.role)
            .collect();
        let people = missing.iter().any(|role| !role.is_room());
        let lacking: BTreeSet<Shortage> = if missing.is_empty() {
            let distinct = !self.site_search.shared || self.site_search.can_match(question, at);
            let lack = if distinct { Shortage::Beneficiary } else { Shortage::Distinct };
            if distinct && self.site_search.can_come.contains(at) {
                return Some(BTreeSet::new());
            }
            BTreeSet::from([lack])
        } else {
            // A missing room counts only when everyone else was free.
            missing
                .into_iter()
                .filter(|role| !(people && role.is_room()))
                .map(|role| Shortage::Role(role.clone()))
                .collect()
        };
        Some(lacking)
    }
}
