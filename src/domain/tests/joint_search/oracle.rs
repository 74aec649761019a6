//! Slow oracle of the joint search: UTC minute by minute, start by start, resource by resource. It shares only plain
//! types with the crate; where the two differ, one of them is wrong.

use chrono_tz::Tz;
use domain::agenda::{AgendaRecord, Engagement, Opening};
use domain::ids::SiteId;
use domain::search::{SearchQuestion, SeatNeed, Start, UnavailableHalfDay};
use domain::territory::{Site, Territory};
use domain::time::{HalfDay, Quantum, Span};
use domain::visit::{Mode, SeatLocation};

use super::clock::{self, DAY, Reading};
use super::series;

/// Minutes in a quantum.
const QUANTUM: i64 = 5;

/// A part of the rule that can be switched off, to prove that the cases test it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Sites,
    SiteHours,
    Modes,
    VisitTypes,
    Exceptions,
    Holidays,
    ClockChanges,
    Busy,
    Engagements,
    Travel,
    Buffers,
    DailyCap,
    WeeklyCap,
    HoldsEnd,
    OwnAppointment,
    Unavailable,
    Grid,
    Counts,
    OneSeatEach,
    Anywhere,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 20] = [
        Self::Sites,
        Self::SiteHours,
        Self::Modes,
        Self::VisitTypes,
        Self::Exceptions,
        Self::Holidays,
        Self::ClockChanges,
        Self::Busy,
        Self::Engagements,
        Self::Travel,
        Self::Buffers,
        Self::DailyCap,
        Self::WeeklyCap,
        Self::HoldsEnd,
        Self::OwnAppointment,
        Self::Unavailable,
        Self::Grid,
        Self::Counts,
        Self::OneSeatEach,
        Self::Anywhere,
    ];
}

/// The answers to one question over one set of agendas.
pub struct Oracle<'a> {
    pub(super) territory: &'a Territory,
    pub(super) facts: &'a [AgendaRecord],
    pub(super) question: &'a SearchQuestion,
    without: Option<Part>,
    /// First UTC minute of the window, and the minute after its last.
    window: (i64, i64),
    /// By resource, need and site of the question: the minutes of the window that are open; `None` when the
    /// resource has not the role.
    open: Vec<Vec<Vec<Option<Vec<bool>>>>>,
    /// By site of the question: what its clock shows at each minute of the window.
    shown: Vec<Vec<i64>>,
    /// By site of the question: the minutes of the window when the beneficiary cannot come.
    away: Vec<Vec<bool>>,
}

/// First minute and the minute after the last.
pub(super) fn minutes(span: Span) -> (i64, i64) {
    (span.start.0 * QUANTUM, span.end.0 * QUANTUM)
}

fn meet(one: (i64, i64), other: (i64, i64)) -> bool {
    one.0.max(other.0) < one.1.min(other.1)
}

pub(super) fn index(offset: i64) -> usize {
    usize::try_from(offset).unwrap()
}

impl<'a> Oracle<'a> {
    /// Reads the agendas for `question`.
    pub fn new(territory: &'a Territory, facts: &'a [AgendaRecord], question: &'a SearchQuestion) -> Self {
        Self::without(territory, facts, question, None)
    }

    /// The same with one part of the rule left out.
    pub fn without(
        territory: &'a Territory,
        facts: &'a [AgendaRecord],
        question: &'a SearchQuestion,
        without: Option<Part>,
    ) -> Self {
        let window = minutes(question.window);
        let (open, shown, away) = (Vec::new(), Vec::new(), Vec::new());
        let mut oracle = Self { territory, facts, question, without, window, open, shown, away };
        let walls = |site: &SiteId| clock::walls(oracle.site(*site).zone, window.0, window.1);
        oracle.shown = question.sites.iter().map(walls).collect();
        oracle.away = oracle.shown.iter().map(|shown| oracle.away_minutes(shown)).collect();
        oracle.open = facts.iter().map(|one| oracle.open_by_need(one)).collect();
        oracle
    }

    fn keeps(&self, part: Part) -> bool {
        self.without != Some(part)
    }

    fn reading(&self) -> Reading {
        if self.keeps(Part::ClockChanges) { Reading::Rfc5545 } else { Reading::Wrong }
    }

    pub(super) fn site(&self, id: SiteId) -> &'a Site {
        &self.territory.sites[&id]
    }

    /// Minutes of the visit.
    pub(super) fn length(&self) -> i64 {
        i64::from(self.question.visit_type.duration.0)
    }

    fn away_minutes(&self, shown: &[i64]) -> Vec<bool> {
        let unavailable = &self.question.unavailable;
        if unavailable.is_empty() || !self.keeps(Part::Unavailable) {
            return vec![false; shown.len()];
        }
        let is_away = |shown: &i64| {
            let day = shown.div_euclid(DAY);
            let half = if shown.rem_euclid(DAY) < DAY / 2 { HalfDay::Morning } else { HalfDay::Afternoon };
            unavailable.iter().any(|one| match one {
                UnavailableHalfDay::Weekly(weekday, when) => {
                    *when == half && i64::from(weekday.num_days_from_monday()) == clock::weekday(day)
                }
                UnavailableHalfDay::On(date, when) => *when == half && clock::day_number(*date) == day,
            })
        };
        shown.iter().map(is_away).collect()
    }

    fn open_by_need(&self, facts: &AgendaRecord) -> Vec<Vec<Option<Vec<bool>>>> {
        let question = self.question;
        let of_type = facts.openings.iter().filter(|opening| {
            !self.keeps(Part::VisitTypes)
                || opening.visit_types.as_ref().is_none_or(|types| types.contains(&question.visit_type.id))
        });
        let stretches: Vec<_> = of_type.map(|opening| (opening, self.occurrences(opening))).collect();
        let by_site = |need: &SeatNeed| {
            let has_role = facts.resource.roles.contains(&need.role);
            question
                .sites
                .iter()
                .map(|site| has_role.then(|| self.open_minutes(facts, &stretches, need, *site)))
                .collect()
        };
        question.needs.iter().map(by_site).collect()
    }

    fn open_minutes(
        &self,
        facts: &AgendaRecord,
        stretches: &[(&Opening, Vec<(i64, i64)>)],
        need: &SeatNeed,
        site: SiteId,
    ) -> Vec<bool> {
        let mode = self.question.mode;
        let at_site = need.place == SeatLocation::AtSite || !self.keeps(Part::Anywhere);
        if facts.openings.is_empty() && facts.resource.room_of.is_some() {
            return if facts.resource.room_of == Some(site) || !self.keeps(Part::Sites) {
                self.site_minutes(site)
            } else {
                self.shade(&[])
            };
        }
        let fits = |opening: &Opening| {
            let in_mode = if at_site {
                opening.modes.contains(mode)
            } else {
                opening.modes.contains(Mode::Phone) || opening.modes.contains(Mode::Video)
            };
            (in_mode || !self.keeps(Part::Modes))
                && (!at_site || opening.site == site || !self.keeps(Part::Sites))
        };
        let chosen: Vec<_> = stretches
            .iter()
            .filter(|(opening, _)| fits(opening))
            .flat_map(|(_, stretches)| stretches.iter().copied())
            .collect();
        let mut open = self.shade(&chosen);
        if at_site && mode == Mode::Onsite && self.keeps(Part::SiteHours) {
            for (minute, receives) in open.iter_mut().zip(self.site_minutes(site)) {
                *minute &= receives;
            }
        }
        open
    }

    /// The minutes of the window in which a site receives people.
    pub(super) fn site_minutes(&self, site: SiteId) -> Vec<bool> {
        let site = self.site(site);
        let mut stretches = Vec::new();
        for day in self.days() {
            if clock::is_holiday(day) && self.keeps(Part::Holidays) {
                continue;
            }
            for hours in &site.hours {
                if i64::from(hours.weekday.num_days_from_monday()) == clock::weekday(day) {
                    stretches.push(self.stretch(site.zone, day, hours.from.0, hours.to.0));
                }
            }
        }
        self.shade(&stretches)
    }

    /// Every day that may touch the window in some zone.
    fn days(&self) -> std::ops::RangeInclusive<i64> {
        self.window.0.div_euclid(DAY) - 2..=self.window.1.div_euclid(DAY) + 2
    }

    fn stretch(&self, zone: Tz, day: i64, from: u16, to: u16) -> (i64, i64) {
        let utc = |minute| clock::utc(zone, day * DAY + i64::from(minute), self.reading());
        (utc(from), utc(to))
    }

    /// The UTC minutes `[from, to)` of each occurrence of `opening` near the window.
    fn occurrences(&self, opening: &Opening) -> Vec<(i64, i64)> {
        let zone = self.site(opening.site).zone;
        // A day far after the window may have been moved into it.
        let moved = opening.exceptions.iter().map(|exception| clock::day_number(exception.day));
        let last = moved.fold(*self.days().end(), i64::max);
        let mut stretches = Vec::new();
        for day in series::days(opening, zone, last) {
            let known = opening.exceptions.iter().rfind(|exception| clock::day_number(exception.day) == day);
            let (day, from, to) = match known.filter(|_| self.keeps(Part::Exceptions)) {
                None => (day, opening.from, opening.to),
                Some(exception) => match exception.instead {
                    None => continue,
                    Some((day, from, to)) => (clock::day_number(day), from, to),
                },
            };
            if self.days().contains(&day) && !(clock::is_holiday(day) && self.keeps(Part::Holidays)) {
                stretches.push(self.stretch(zone, day, from.0, to.0));
            }
        }
        stretches
    }

    /// The minutes of the window that lie in one of `stretches`.
    fn shade(&self, stretches: &[(i64, i64)]) -> Vec<bool> {
        let (first, end) = self.window;
        let mut shade = vec![false; index((end - first).max(0))];
        for (from, to) in stretches {
            let (from, to) = ((*from).max(first), (*to).min(end));
            if from < to {
                shade[index(from - first)..index(to - first)].fill(true);
            }
        }
        shade
    }

    /// The engagements of a resource that count: live, and not the appointment in question.
    pub(super) fn engagements(&self, facts: &'a AgendaRecord) -> impl Iterator<Item = &'a Engagement> {
        let now = self.question.now;
        let own = self.question.own.filter(|_| self.keeps(Part::OwnAppointment));
        let ended = move |end: Option<chrono::DateTime<chrono::Utc>>| end.is_some_and(|end| end <= now);
        let holds_end = self.keeps(Part::HoldsEnd);
        facts
            .engagements
            .iter()
            .filter(move |one| !(holds_end && ended(one.expires)) && Some(one.appointment) != own)
    }

    /// The minutes that `need` takes of someone for a visit at `start`: with its buffers.
    pub(super) fn taken(&self, need: &SeatNeed, start: i64) -> (i64, i64) {
        let visit = &self.question.visit_type;
        let role = need.role.name();
        let for_room = role.split(':').next() == Some("room");
        if for_room || !self.keeps(Part::Buffers) {
            (start, start + self.length())
        } else {
            (
                start - i64::from(visit.buffer_before.0),
                start + self.length() + i64::from(visit.buffer_after.0),
            )
        }
    }

    /// The day on which a UTC minute lies by the clock of the territory.
    pub(super) fn territory_day(&self, minute: i64) -> i64 {
        clock::wall(self.territory.zone, minute).div_euclid(DAY)
    }

    /// Whole quanta, in minutes, that it takes to go from one place to another.
    fn travel(&self, from: Option<SiteId>, to: Option<SiteId>) -> i64 {
        let (Some(from), Some(to)) = (from, to) else { return 0 };
        let minutes = self.territory.travel.get(&(from, to)).map_or(0, |minutes| i64::from(minutes.0));
        if from == to || !self.keeps(Part::Travel) { 0 } else { (minutes + QUANTUM - 1) / QUANTUM * QUANTUM }
    }

    /// R1 and R2: whether a resource has the role and is open, busy or not, all through a visit that starts at
    /// `start` at a site and lies in the window. All but the start are positions in the lists given.
    pub fn is_open(&self, resource: usize, need: usize, site: usize, start: i64) -> bool {
        let Some(open) = &self.open[resource][need][site] else { return false };
        let from = start - self.window.0;
        self.is_in_window(start)
            && open[index(from)..index(from + self.length())].iter().all(|minute| *minute)
    }

    /// R1 to R5: whether a resource can fill a need of a visit that starts at `start` at a site. All but the
    /// start are positions in the lists given.
    pub fn can_fill(&self, resource: usize, need: usize, site: usize, start: i64) -> bool {
        if !self.is_open(resource, need, site, start) {
            return false;
        }
        let (facts, need) = (&self.facts[resource], &self.question.needs[need]);
        let taken = self.taken(need, start);
        if self.keeps(Part::Busy) && facts.busy.iter().any(|span| meet(taken, minutes(*span))) {
            return false;
        }
        let place = match need.place {
            SeatLocation::AtSite => Some(self.question.sites[site]),
            SeatLocation::Anywhere => None,
        };
        let in_the_way = |one: &Engagement| {
            let (first, end) = minutes(one.taken);
            meet(taken, (first - self.travel(place, one.site), end + self.travel(one.site, place)))
        };
        if self.keeps(Part::Engagements) && self.engagements(facts).any(in_the_way) {
            return false;
        }
        self.is_below_caps(facts, start)
    }

    fn is_below_caps(&self, facts: &'a AgendaRecord, start: i64) -> bool {
        let daily = facts.resource.daily_cap.filter(|_| self.keeps(Part::DailyCap));
        let weekly = facts.resource.weekly_cap.filter(|_| self.keeps(Part::WeeklyCap));
        if daily.is_none() && weekly.is_none() {
            return true;
        }
        let day = self.territory_day(start);
        let days: Vec<i64> =
            self.engagements(facts).map(|one| self.territory_day(minutes(one.visit).0)).collect();
        let same_day = days.iter().filter(|other| **other == day).count();
        let same_week = days.iter().filter(|other| clock::monday(**other) == clock::monday(day)).count();
        daily.is_none_or(|cap| same_day < usize::from(cap))
            && weekly.is_none_or(|cap| same_week < usize::from(cap))
    }

    /// J1 to J3: whether a visit may start then, whoever receives.
    pub fn may_start(&self, site: usize, start: i64) -> bool {
        self.is_in_window(start) && self.is_on_grid(site, start) && self.can_come(site, start)
    }

    /// J1: whether the visit lies in the window.
    pub(super) fn is_in_window(&self, start: i64) -> bool {
        start >= self.window.0 && start + self.length() <= self.window.1
    }

    /// J2, of a start in the window.
    fn is_on_grid(&self, site: usize, start: i64) -> bool {
        let grid = i64::from(self.question.visit_type.grid.0);
        !self.keeps(Part::Grid) || self.shown[site][index(start - self.window.0)].rem_euclid(60) % grid == 0
    }

    /// J3, of a visit in the window: the beneficiary can come, and it is not the start that they have.
    pub(super) fn can_come(&self, site: usize, start: i64) -> bool {
        let from = start - self.window.0;
        let is_had = self.question.except.is_some_and(|at| at.0 * QUANTUM == start);
        !is_had && !self.away[site][index(from)..index(from + self.length())].iter().any(|away| *away)
    }

    /// J4: whether distinct resources can fill every seat.
    fn has_team(&self, site: usize, start: i64) -> bool {
        let mut seats: Vec<Vec<usize>> = Vec::new();
        for (position, need) in self.question.needs.iter().enumerate() {
            let able: Vec<usize> =
                (0..self.facts.len()).filter(|one| self.can_fill(*one, position, site, start)).collect();
            let count = if self.keeps(Part::Counts) { usize::from(need.count) } else { 1 };
            if able.len() < count {
                return false;
            }
            seats.extend(std::iter::repeat_n(able, count));
        }
        !self.keeps(Part::OneSeatEach) || can_seat(&seats, &mut Vec::new())
    }

    /// Every joint start, by time; at one time, the first site named that has it.
    pub fn starts(&self) -> Vec<Start> {
        let (first, end) = (self.question.window.start.0, self.question.window.end.0);
        let at_some_site = |at: i64| {
            let minute = at * QUANTUM;
            let site = (0..self.question.sites.len())
                .find(|site| self.may_start(*site, minute) && self.has_team(*site, minute))?;
            Some(Start { at: Quantum(at), site: self.question.sites[site] })
        };
        (first..end).filter_map(at_some_site).collect()
    }

    /// True when a visit from one is over before one from the other begins.
    fn is_apart(&self, one: &Start, other: &Start) -> bool {
        (one.at.0 - other.at.0).abs() * QUANTUM >= self.length()
    }

    /// The three offers of a list of all starts.
    pub fn offers(&self, starts: &[Start]) -> Vec<Start> {
        let shown = |start: &Start| clock::wall(self.site(start.site).zone, start.at.0 * QUANTUM);
        let day = |start: &Start| shown(start).div_euclid(DAY);
        let is_morning = |start: &Start| shown(start).rem_euclid(DAY) < DAY / 2;
        let Some(first) = starts.first() else { return Vec::new() };
        let mut offers = vec![*first];
        let other_half =
            starts.iter().find(|one| is_morning(one) != is_morning(first) && day(one) <= day(first) + 7);
        offers.extend(other_half);
        let weekdays: Vec<i64> = offers.iter().map(|one| clock::weekday(day(one))).collect();
        let other_day = starts
            .iter()
            .find(|one| !weekdays.contains(&clock::weekday(day(one))) && day(one) <= day(first) + 10);
        offers.extend(other_day);
        for start in starts {
            if offers.len() < 3 && offers.iter().all(|chosen| self.is_apart(chosen, start)) {
                offers.push(*start);
            }
        }
        offers.sort_by_key(|start| start.at);
        offers
    }
}

/// Whether the seats from the first free one on can be filled by resources not seated yet.
pub(super) fn can_seat(seats: &[Vec<usize>], seated: &mut Vec<usize>) -> bool {
    let Some((seat, rest)) = seats.split_first() else { return true };
    for one in seat {
        if !seated.contains(one) {
            seated.push(*one);
            if can_seat(rest, seated) {
                return true;
            }
            seated.pop();
        }
    }
    false
}
