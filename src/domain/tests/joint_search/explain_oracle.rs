//! Slow oracle of the explanation: start by start, from the oracle's rules R1 to R5 and J1 to J4. It shares only the
//! result types with the search.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::ids::SiteId;
use domain::search::{
    Certificate, HalfDayGain, HalfDayShortage, Relaxation, RelaxedConstraint, SearchQuestion, SeatNeed,
    Shortage, Start, UnavailableHalfDay,
};
use domain::time::{HalfDay, Quantum};

use super::clock::{self, DAY, Reading};
use super::oracle::{Oracle, can_seat, index};

/// Minutes in half a day.
const HALF: i64 = DAY / 2;
/// The position of someone who is not there yet.
const EXTRA_MEMBER: usize = usize::MAX;

/// The answers of the oracle, and why they are not earlier ones.
pub struct Explainer<'a> {
    oracle: &'a Oracle<'a>,
    /// By site of the question, then by quantum of the window.
    views: Vec<Vec<View>>,
    /// The first joint start.
    earliest: Option<Start>,
    /// What is lacking at each counted start: the smallest set of the sites where somebody is on duty, with the
    /// half-day in which the start lies by the clock of the territory, counted from 1970-01-01.
    pub lacks: Vec<(i64, BTreeSet<Shortage>)>,
}

/// Who is there at one site for one visit, whatever J2 and J3 say of its start.
struct View {
    /// Somebody has a needed role and is open (R2), busy or not; only in the window (J1).
    is_on_duty: bool,
    /// By need: who can fill it, R1 to R5.
    able: Vec<Vec<usize>>,
}

/// Two starts of which the first counts.
fn is_earlier(one: &Start, other: Option<Start>) -> bool {
    other.is_none_or(|other| one.at < other.at)
}

fn is_for_room(need: &SeatNeed) -> bool {
    need.role.name().split(':').next() == Some("room")
}

/// The day and the half of the day of half-days counted from 1970-01-01.
fn day_and_half(number: i64) -> (NaiveDate, HalfDay) {
    let half = if number.rem_euclid(2) == 0 { HalfDay::Morning } else { HalfDay::Afternoon };
    (clock::date(number.div_euclid(2)), half)
}

impl<'a> Explainer<'a> {
    /// Looks at every start of the window.
    pub fn new(oracle: &'a Oracle<'a>) -> Self {
        let (needs, people) = (0..oracle.question.needs.len(), 0..oracle.facts.len());
        let view = |site: usize, at: i64| {
            let open = |need: usize, one: &usize| oracle.is_open(*one, need, site, at * 5);
            let able = |need: usize, one: &usize| oracle.can_fill(*one, need, site, at * 5);
            // Whoever can fill a need is on duty.
            let is_on_duty = needs.clone().any(|need| people.clone().any(|one| open(need, &one)));
            let people = if is_on_duty { people.clone() } else { 0..0 };
            let able =
                needs.clone().map(|need| people.clone().filter(|one| able(need, one)).collect()).collect();
            View { is_on_duty, able }
        };
        let window = oracle.question.window;
        let at_site = |site| (window.start.0..window.end.0).map(|at| view(site, at)).collect();
        let views = (0..oracle.question.sites.len()).map(at_site).collect();
        let mut explainer = Self { oracle, views, earliest: None, lacks: Vec::new() };
        explainer.earliest = explainer.first(None, |site, minute| oracle.may_start(site, minute));
        explainer.lacks = explainer.all_lacks();
        explainer
    }

    fn question(&self) -> &'a SearchQuestion {
        self.oracle.question
    }

    /// Every start of the window up to the explained one: its number in the window, and its UTC minute.
    fn explained(&self) -> impl Iterator<Item = (usize, i64)> {
        let first = self.question().window.start.0;
        (first..self.explained_end().0).map(move |at| (index(at - first), at * 5))
    }

    fn explained_end(&self) -> Quantum {
        self.earliest.map_or(self.question().window.end, |start| start.at)
    }

    /// J4 with the need at `dropped` left out, and with someone more for the need at `joined`.
    fn is_team(&self, view: &View, dropped: Option<usize>, joined: Option<usize>) -> bool {
        let needs = || self.question().needs.iter().enumerate().filter(|(at, _)| dropped != Some(*at));
        let joins = |at| (joined == Some(at)).then_some(EXTRA_MEMBER);
        let enough = |(at, need): (usize, &SeatNeed)| {
            view.able[at].len() + joins(at).iter().len() >= usize::from(need.count)
        };
        if !needs().all(enough) {
            return false;
        }
        let seats: Vec<Vec<usize>> = needs()
            .flat_map(|(at, need)| {
                let able: Vec<usize> = view.able[at].iter().copied().chain(joins(at)).collect();
                std::iter::repeat_n(able, usize::from(need.count))
            })
            .collect();
        can_seat(&seats, &mut Vec::new())
    }

    /// The first start in the window (J1) that `may` be one and has a team; at one time, the first site named.
    fn first(&self, dropped: Option<usize>, may: impl Fn(usize, i64) -> bool) -> Option<Start> {
        let window = self.question().window;
        (window.start.0..window.end.0).find_map(|at| {
            let number = index(at - window.start.0);
            let site = (0..self.views.len()).find(|site| {
                self.oracle.is_in_window(at * 5)
                    && may(*site, at * 5)
                    && self.is_team(&self.views[*site][number], dropped, None)
            })?;
            Some(Start { at: Quantum(at), site: self.question().sites[site] })
        })
    }

    /// What the search stands for. Off the grid too, at one time it is the first site named.
    pub fn certificate(&self, revision: i64) -> Certificate {
        let off_grid = self.first(None, |site, minute| self.oracle.can_come(site, minute));
        Certificate {
            engine: "unisson-1",
            revision,
            grid: self.question().visit_type.grid,
            checked_from: self.question().window.start,
            checked_to: self.question().window.end,
            earliest: self.earliest,
            earliest_off_grid: off_grid.filter(|start| is_earlier(start, self.earliest)),
        }
    }

    /// What is lacking at a site where somebody is on duty; nothing when only the grid hides the start.
    fn lacking(&self, site: usize, view: &View, minute: i64) -> BTreeSet<Shortage> {
        let needs = self.question().needs.iter().zip(&view.able);
        let short: Vec<&SeatNeed> =
            needs.filter(|(need, able)| able.len() < usize::from(need.count)).map(|(need, _)| need).collect();
        let only_rooms = short.iter().all(|need| is_for_room(need));
        if !short.is_empty() {
            let to_blame = short.into_iter().filter(|need| only_rooms || !is_for_room(need));
            return to_blame.map(|need| Shortage::Role(need.role.clone())).collect();
        }
        if !self.is_team(view, None, None) {
            return BTreeSet::from([Shortage::Distinct]);
        }
        if !self.oracle.can_come(site, minute) {
            return BTreeSet::from([Shortage::Beneficiary]);
        }
        assert!(!self.oracle.may_start(site, minute), "a joint start before the earliest");
        BTreeSet::new()
    }

    fn all_lacks(&self) -> Vec<(i64, BTreeSet<Shortage>)> {
        let mut lacks = Vec::new();
        for (number, minute) in self.explained() {
            let seen = self.views.iter().map(|views| &views[number]).enumerate();
            let sets = seen
                .filter(|(_, view)| view.is_on_duty)
                .map(|(site, view)| self.lacking(site, view, minute))
                .map(|set| (set.len(), set));
            if let Some((1.., set)) = sets.min() {
                lacks.push((clock::wall(self.oracle.territory.zone, minute).div_euclid(HALF), set));
            }
        }
        lacks
    }

    /// What was most often missing in each half-day.
    pub fn half_days(&self) -> Vec<HalfDayShortage> {
        let mut by_half: BTreeMap<i64, BTreeMap<BTreeSet<Shortage>, usize>> = BTreeMap::new();
        for (number, set) in &self.lacks {
            *by_half.entry(*number).or_default().entry(set.clone()).or_default() += 1;
        }
        let half_day = |(number, times): (i64, BTreeMap<BTreeSet<Shortage>, usize>)| {
            let most = times.values().max().copied().unwrap_or_default();
            // In order, so the first of the most frequent is the smallest of them.
            let lacking = times.iter().find(|(_, count)| **count == most).map(|(set, _)| set.clone());
            let (day, half) = day_and_half(number);
            HalfDayShortage { day, half, missing: lacking.unwrap_or_default(), starts: times.values().sum() }
        };
        by_half.into_iter().map(half_day).collect()
    }

    /// Earlier starts with one constraint relaxed: each role, then the half-days, then the choice of sites.
    pub fn relaxations(&self) -> Vec<Relaxation> {
        let question = self.question();
        let may_start = |site, minute| self.oracle.may_start(site, minute);
        let mut found = Vec::new();
        if question.needs.len() > 1 {
            for (position, need) in question.needs.iter().enumerate() {
                found.push((
                    RelaxedConstraint::Role(need.role.clone()),
                    self.first(Some(position), may_start),
                ));
            }
        }
        let mut asked_otherwise =
            |without: RelaxedConstraint, unavailable: Vec<UnavailableHalfDay>, sites: Vec<SiteId>| {
                let other = SearchQuestion { unavailable, sites, ..question.clone() };
                let starts = Oracle::new(self.oracle.territory, self.oracle.facts, &other).starts();
                found.push((without, starts.first().copied()));
            };
        if !question.unavailable.is_empty() {
            asked_otherwise(RelaxedConstraint::HalfDays, Vec::new(), question.sites.clone());
        }
        // By id, as the territory lists them.
        let all: Vec<SiteId> = self.oracle.territory.sites.keys().copied().collect();
        if all.iter().any(|site| !question.sites.contains(site)) {
            asked_otherwise(RelaxedConstraint::Sites, question.unavailable.clone(), all);
        }
        found
            .into_iter()
            .filter_map(|(without, earliest)| Some(Relaxation { without, earliest: earliest? }))
            .filter(|relaxation| is_earlier(&relaxation.earliest, self.earliest))
            .collect()
    }

    /// What one more person would open, for every need and half-day of a site for which it opens anything;
    /// best first, all of it.
    pub fn gains(&self) -> Vec<HalfDayGain> {
        let question = self.question();
        let mut gains = Vec::new();
        for (position, need) in question.needs.iter().enumerate() {
            for (site, id) in question.sites.iter().enumerate() {
                let mut new: BTreeMap<i64, Vec<Quantum>> = BTreeMap::new();
                let hours = self.oracle.site_minutes(*id);
                for (view, at) in self.views[site].iter().zip(question.window.start.0..) {
                    if self.is_new(position, site, view, at * 5)
                        && let Some(half_day) = self.half_day_around(*id, &hours, at * 5)
                    {
                        new.entry(half_day).or_default().push(Quantum(at));
                    }
                }
                gains.extend(new.into_iter().map(|(number, starts)| {
                    let (day, half) = day_and_half(number);
                    let (role, new_starts, first) = (need.role.clone(), starts.len(), starts[0]);
                    HalfDayGain { role, site: *id, day, half, new_starts, first }
                }));
            }
        }
        gains.sort_by_key(|gain| (std::cmp::Reverse(gain.new_starts), gain.first));
        gains
    }

    /// Whether a start that is none now would be one with one more person for the need at `position`.
    fn is_new(&self, position: usize, site: usize, view: &View, minute: i64) -> bool {
        self.oracle.may_start(site, minute)
            && self.is_team(view, None, Some(position))
            && !self.is_team(view, None, None)
    }

    /// The number of the half-day, by the clock of a site, in which the whole visit lies, when all of it is
    /// in the site's hours and the half-day begins before the end of what is explained.
    fn half_day_around(&self, site: SiteId, hours: &[bool], minute: i64) -> Option<i64> {
        if !self.oracle.is_in_window(minute) {
            return None;
        }
        let from = index(minute - self.question().window.start.0 * 5);
        if !hours[from..from + index(self.oracle.length())].iter().all(|receives| *receives) {
            return None;
        }
        let zone = self.oracle.site(site).zone;
        let quanta = (minute..minute + self.oracle.length()).step_by(5);
        let mut halves = quanta.map(|one| clock::wall(zone, one).div_euclid(HALF));
        let half_day = halves.next()?;
        let begins = clock::utc(zone, half_day * HALF, Reading::Rfc5545);
        (begins < self.explained_end().0 * 5 && halves.all(|other| other == half_day)).then_some(half_day)
    }
}
