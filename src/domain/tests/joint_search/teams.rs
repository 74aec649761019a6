//! Every valid team at a start, and its cost.

use domain::search::{Start, Team};
use domain::visit::SeatLocation;

use super::clock;
use super::oracle::{Oracle, index, minutes};

/// What a team costs, most important first: less one for the referent and for each one to keep; those who do
/// not speak the language; load; idle gaps; rank.
pub type TeamCost = [i64; 5];

/// Gaps shorter than this many minutes are of no use to anybody.
const IDLE: i64 = 30;

impl Oracle<'_> {
    /// What every valid team costs at a start that may be taken; empty when there is none.
    pub fn costs(&self, start: Start) -> Vec<TeamCost> {
        let Some((site, minute)) = self.place_and_minute(start) else { return Vec::new() };
        let able: Vec<Vec<usize>> = (0..self.question.needs.len())
            .map(|need| (0..self.facts.len()).filter(|one| self.can_fill(*one, need, site, minute)).collect())
            .collect();
        let mut found = Vec::new();
        self.fill(&able, minute, &mut Vec::new(), &mut found);
        found
    }

    /// Fills the seats in the order of the needs; two seats of one need in the order of the resources.
    fn fill(
        &self,
        able: &[Vec<usize>],
        minute: i64,
        seated: &mut Vec<(usize, usize)>,
        found: &mut Vec<TeamCost>,
    ) {
        let mut seats = self
            .question
            .needs
            .iter()
            .enumerate()
            .flat_map(|(need, one)| std::iter::repeat_n(need, usize::from(one.count)));
        let Some(need) = seats.nth(seated.len()) else {
            found.push(self.cost(seated, minute));
            return;
        };
        for one in &able[need] {
            let follows = seated.last().is_none_or(|(other, before)| *other != need || before < one);
            if follows && seated.iter().all(|(_, other)| other != one) {
                seated.push((need, *one));
                self.fill(able, minute, seated, found);
                seated.pop();
            }
        }
    }

    /// What a team costs whose seats are pairs of a need and a resource, by position.
    fn cost(&self, seats: &[(usize, usize)], minute: i64) -> TeamCost {
        let question = self.question;
        let mut cost = TeamCost::default();
        for (need, one) in seats {
            let facts = &self.facts[*one];
            let resource = &facts.resource;
            let is_known = question.referent == Some(resource.id) || question.keep.contains(&resource.id);
            cost[0] -= i64::from(is_known);
            cost[4] += self.facts.iter().map(|other| i64::from(other.resource.id < resource.id)).sum::<i64>();
            if resource.room_of.is_some() {
                continue;
            }
            let speaks = question.language.as_ref().is_none_or(|spoken| resource.languages.contains(spoken));
            cost[1] += i64::from(!speaks);
            let week = clock::monday(self.territory_day(minute));
            let quanta: i64 = self
                .engagements(facts)
                .map(|other| minutes(other.visit))
                .filter(|(start, _)| clock::monday(self.territory_day(*start)) == week)
                .map(|(start, end)| (end - start) / 5)
                .sum();
            cost[2] += 100 * quanta / i64::from(resource.share);
            cost[3] += i64::from(self.leaves_a_gap(*one, *need, minute));
        }
        cost
    }

    /// Whether the seat leaves idle minutes, too few to be of use, between its own and the next engaged or
    /// busy one, after or before.
    fn leaves_a_gap(&self, one: usize, need: usize, minute: i64) -> bool {
        let facts = &self.facts[one];
        let (from, to) = self.taken(&self.question.needs[need], minute);
        let engaged = self.engagements(facts).map(|other| minutes(other.taken));
        let others: Vec<(i64, i64)> = engaged.chain(facts.busy.iter().map(|span| minutes(*span))).collect();
        let is_idle = |minute: &i64| !others.iter().any(|(start, end)| (start..end).contains(&minute));
        let idle_after = (to..to + IDLE).take_while(is_idle).count();
        let idle_before = (1..=IDLE).map(|back| from - back).take_while(is_idle).count();
        [idle_after, idle_before].iter().any(|idle| (1..index(IDLE)).contains(idle))
    }

    /// The position of the site and the minute of a start at which a visit may be.
    fn place_and_minute(&self, start: Start) -> Option<(usize, i64)> {
        let site = self.question.sites.iter().position(|site| *site == start.site)?;
        let minute = start.at.0 * 5;
        self.may_start(site, minute).then_some((site, minute))
    }

    /// The seats of `team` as positions, when it is valid at `start`.
    fn seated(&self, start: Start, team: &Team) -> Option<Vec<(usize, usize)>> {
        let (site, minute) = self.place_and_minute(start)?;
        let mut seats = Vec::new();
        for seat in &team.seats {
            let need = self.question.needs.iter().position(|need| need.role == seat.role)?;
            let one = self.facts.iter().position(|facts| facts.resource.id == seat.resource)?;
            let good_place = match (self.question.needs[need].place, seat.place) {
                (SeatLocation::AtSite, SeatLocation::AtSite)
                | (SeatLocation::Anywhere, SeatLocation::Anywhere) => true,
                (SeatLocation::AtSite, SeatLocation::Anywhere)
                | (SeatLocation::Anywhere, SeatLocation::AtSite) => false,
            };
            let is_new = seats.iter().all(|(_, other)| *other != one);
            if !(good_place && is_new && self.can_fill(one, need, site, minute)) {
                return None;
            }
            seats.push((need, one));
        }
        let count = |need: usize| seats.iter().filter(|(other, _)| *other == need).count();
        let all_filled = self
            .question
            .needs
            .iter()
            .enumerate()
            .all(|(position, need)| count(position) == usize::from(need.count));
        all_filled.then_some(seats)
    }

    /// True when `team` fills every need at `start`, and nothing else.
    pub fn is_valid(&self, start: Start, team: &Team) -> bool {
        self.seated(start, team).is_some()
    }

    /// What a valid team costs.
    pub fn cost_of(&self, start: Start, team: &Team) -> Option<TeamCost> {
        self.seated(start, team).map(|seats| self.cost(&seats, start.at.0 * 5))
    }
}
