//! Booking guard: checks one start and one team by the rule of the search.

use thiserror::Error;

use super::mask;
use super::question::{SearchQuestion, SeatNeed};
use super::start::Start;
use super::team::{Seat, Team};
use crate::agenda::Agenda;
use crate::ids::ResourceId;
use crate::territory::Territory;

/// Why a team cannot be booked at a start.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// The site is not among the question's sites.
    #[error("the site is not among those asked for")]
    ElsewhereSite,
    /// Too soon, too late, or not wholly inside the window.
    #[error("the start is too soon for the notice of the visit type, or beyond its horizon")]
    OutsideWindow,
    /// Not on the visit type's grid.
    #[error("the start is not on the grid of {grid} minutes")]
    OffGrid {
        /// The step, in minutes.
        grid: u32,
    },
    /// In a half-day when the beneficiary is not available.
    #[error("the beneficiary cannot come then")]
    Unavailable,
    /// The team's roles are not those of the visit, or someone is in it twice.
    #[error("the team does not fill the roles of the visit with distinct people")]
    WrongTeam,
    /// A member of the team is not free then.
    #[error("somebody of the team is not free then")]
    Taken {
        /// Who.
        resource: ResourceId,
    },
}

/// Checks that `team` can be booked at `start`, by the rule of the search.
///
/// # Errors
/// The first [`Refusal`] that applies.
pub fn admits(
    territory: &Territory,
    agendas: &[&Agenda],
    question: &SearchQuestion,
    start: Start,
    team: &Team,
) -> Result<(), Refusal> {
    let site = territory
        .sites
        .get(&start.site)
        .filter(|_| question.sites.contains(&start.site))
        .ok_or(Refusal::ElsewhereSite)?;
    if !mask::in_window(question, question.window).contains(start.at) {
        return Err(Refusal::OutsideWindow);
    }
    if !mask::is_on_grid(site.zone, question.grid(), start.at) {
        return Err(Refusal::OffGrid { grid: question.grid().0 });
    }
    if !mask::can_come(question, site.zone, question.window).contains(start.at) {
        return Err(Refusal::Unavailable);
    }
    for (seat, need) in seated(question, team)? {
        let resource = team.seats[seat].resource;
        let free = agendas
            .iter()
            .find(|agenda| agenda.resource().id == resource && agenda.has_role(&need.role))
            .and_then(|agenda| agenda.starts(territory, question, need, start.site))
            .is_some_and(|starts| starts.contains(start.at));
        if !free {
            return Err(Refusal::Taken { resource });
        }
    }
    Ok(())
}

/// The need that each seat fills; the seats are exactly those of the question, with nobody twice.
fn seated<'q>(question: &'q SearchQuestion, team: &Team) -> Result<Vec<(usize, &'q SeatNeed)>, Refusal> {
    let wanted: usize = question.needs.iter().map(|need| usize::from(need.count)).sum();
    let mut people: Vec<ResourceId> = team.seats.iter().map(|seat| seat.resource).collect();
    people.sort_unstable();
    people.dedup();
    let each = question.needs.iter().all(|need| {
        let filled = |seat: &&Seat| seat.role == need.role && seat.place == need.place;
        team.seats.iter().filter(filled).count() == usize::from(need.count)
    });
    if !each || team.seats.len() != wanted || people.len() != wanted {
        return Err(Refusal::WrongTeam);
    }
    team.seats
        .iter()
        .enumerate()
        .map(|(index, seat)| {
            let need = question.needs.iter().find(|need| need.role == seat.role);
            need.map(|need| (index, need)).ok_or(Refusal::WrongTeam)
        })
        .collect()
}
