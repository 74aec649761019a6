//! Comparison of crate and oracle on one case.

use domain::agenda::Agenda;
use domain::ids::{ResourceId, SiteId};
use domain::search::{Search, Seat, Start, Team, admits};
use domain::time::Quantum;
use domain::visit::SeatLocation;
use uuid::Uuid;

use super::cases::Case;
use super::lived;
use super::oracle::Oracle;
use super::random::Random;
use super::teams::TeamCost;

/// What the case exercised.
#[derive(Default)]
pub struct Noted {
    /// All starts.
    pub starts: Vec<Start>,
    /// Teams checked by the guard: admitted, refused.
    pub admitted: u64,
    pub refused: u64,
    /// By component of the cost: how many teams would have been chosen otherwise without it.
    pub decided: TeamCost,
}

/// Runs both and returns what the case exercised, or how they differ. `seed` decides which times and teams are tried.
pub fn compare(case: &Case, seed: u64) -> Result<Noted, String> {
    let Case { territory, facts, question, horizon } = case;
    let built: Result<Vec<Agenda>, _> =
        facts.iter().map(|facts| Agenda::build(facts, territory, *horizon)).collect();
    let built = built.map_err(|error| format!("an agenda is not built: {error}"))?;
    let agendas: Vec<&Agenda> = built.iter().collect();
    let mut random = Random::new(!seed);
    let agenda_index = lived::agenda_index(case, built.clone(), &mut random);
    let search = Search::new(&agenda_index, question);
    let oracle = Oracle::new(territory, facts, question);

    let starts = oracle.starts();
    same("starts", &search.starts(), &starts)?;
    same("earliest", &search.earliest(), &starts.first().copied())?;
    let offers = oracle.offers(&starts);
    same("offers", &search.offers(), &offers)?;

    let mut noted = Noted::default();
    let mut tried = offers;
    for _ in 0..4 {
        if !starts.is_empty() {
            tried.push(*random.pick(&starts));
        }
        tried.push(any_start(&mut random, case));
    }
    for start in tried {
        let chosen = search.team_at(start);
        check_team(&oracle, start, chosen.as_ref(), &mut noted)?;
        for team in teams_to_try(&mut random, case, chosen) {
            let valid = oracle.is_valid(start, &team);
            let answer = admits(territory, &agendas, question, start, &team);
            if valid != answer.is_ok() {
                return Err(format!("guard at {start:?}: {answer:?}, the oracle: {valid}, {team:?}"));
            }
            *(if valid { &mut noted.admitted } else { &mut noted.refused }) += 1;
        }
    }
    noted.starts = starts;
    Ok(noted)
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, search: &T, oracle: &T) -> Result<(), String> {
    if search == oracle {
        return Ok(());
    }
    let clipped = |value: &T| format!("{value:?}").chars().take(800).collect::<String>();
    Err(format!("{what}\n  search {}\n  oracle {}", clipped(search), clipped(oracle)))
}

/// The team of the search is valid, and none is cheaper.
fn check_team(oracle: &Oracle, start: Start, chosen: Option<&Team>, noted: &mut Noted) -> Result<(), String> {
    let costs = oracle.costs(start);
    let least = costs.iter().min().copied();
    let cost = chosen.map(|team| {
        oracle.cost_of(start, team).ok_or_else(|| format!("the team at {start:?} is not valid: {team:?}"))
    });
    same(&format!("cost of the team at {start:?} {chosen:?}"), &cost.transpose()?, &least)?;
    let Some(least) = least else { return Ok(()) };
    for (component, decided) in noted.decided.iter_mut().enumerate() {
        let mut others: Vec<TeamCost> = costs.clone();
        for cost in &mut others {
            cost[component] = 0;
        }
        let blind = others.iter().min().copied();
        // Without the component, some team as good as any would not be the one chosen.
        let is_same = |(cost, other): (&TeamCost, &TeamCost)| Some(*other) == blind && *cost != least;
        *decided += i64::from(costs.iter().zip(&others).any(is_same));
    }
    Ok(())
}

/// A quantum in or just out of the window, at a site that mostly is asked for.
fn any_start(random: &mut Random, case: &Case) -> Start {
    let window = case.question.window;
    let (first, end) = (window.start.0, window.end.0.max(window.start.0));
    let site = if random.chance(5) {
        SiteId(Uuid::from_u128(0x9999))
    } else {
        let all: Vec<&SiteId> = case.territory.sites.keys().collect();
        **random.pick(&all)
    };
    Start { at: Quantum(random.within(first - 20, end + 20)), site }
}

/// The team chosen, that team with something wrong or at least different, and a random one.
fn teams_to_try(random: &mut Random, case: &Case, chosen: Option<Team>) -> Vec<Team> {
    let mut teams = vec![made_up(random, case)];
    let Some(chosen) = chosen else { return teams };
    for _ in 0..3 {
        let mut other = chosen.clone();
        let seat = random.below(other.seats.len());
        other.seats[seat].resource = any_resource(random, case);
        teams.push(other);
    }
    let mut other = chosen.clone();
    let seat = random.below(other.seats.len());
    match random.within(0, 5) {
        0 => drop(other.seats.remove(seat)),
        1 => other.seats.push(other.seats[seat].clone()),
        2 => {
            let extra = Seat { resource: any_resource(random, case), ..other.seats[seat].clone() };
            other.seats.push(extra);
        }
        3 => {
            other.seats[seat].place = match other.seats[seat].place {
                SeatLocation::AtSite => SeatLocation::Anywhere,
                SeatLocation::Anywhere => SeatLocation::AtSite,
            }
        }
        4 => other.seats[seat].resource = ResourceId(Uuid::from_u128(0x9999)),
        _ => random.shuffle(&mut other.seats),
    }
    teams.extend([chosen, other]);
    teams
}

fn any_resource(random: &mut Random, case: &Case) -> ResourceId {
    random.pick(&case.facts).resource.id
}

/// A seat for every need, and mostly someone of that role in it.
fn made_up(random: &mut Random, case: &Case) -> Team {
    let mut seats = Vec::new();
    for need in &case.question.needs {
        for _ in 0..need.count {
            let of_role: Vec<ResourceId> = case
                .facts
                .iter()
                .filter(|facts| facts.resource.roles.contains(&need.role))
                .map(|facts| facts.resource.id)
                .collect();
            let resource = if of_role.is_empty() || random.chance(4) {
                any_resource(random, case)
            } else {
                *random.pick(&of_role)
            };
            seats.push(Seat { role: need.role.clone(), resource, place: need.place });
        }
    }
    Team { seats }
}
