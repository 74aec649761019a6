//! Puts a team into an appointment, inside the caller's transaction: the guard.

use std::sync::Arc;

use domain::agenda::Agenda;
use domain::ids::{ResourceId, TerritoryId};
use domain::search::{Refusal, Search, SearchQuestion, Start, Team, admits};
use domain::time::Span;

use crate::actions::kit::error::ReserveError;
use crate::actions::kit::retry::{LostRace, Retryable, Tries, lost_race};
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::StoreError;
use crate::store::agenda_cache::{Claim, Snapshot};
use crate::store::agendas::{self, ResourceSelection};
use crate::store::appointments::{self, Appointment};
use crate::store::reservations::{self, Earlier};
use crate::store::{Tx, territories};

/// Whether the team has its seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::actions) enum Seated {
    /// It has.
    Yes,
    /// Somebody of it was taken meanwhile: drop the transaction, look again.
    Gone,
}

/// What one try came to.
#[derive(Debug)]
pub(in crate::actions) enum Try<T> {
    /// Done, and committed.
    Done(T),
    /// A seat was lost to somebody else: look again.
    Gone,
    /// The agendas looked at have nobody for this time.
    Nobody,
}

/// Tries `attempt` until the team has its seats, or nobody is left although everything was read again: nobody is
/// refused on the word of a stale snapshot. `None` when nobody is left. `attempt` is given how many tries were lost to
/// somebody else.
///
/// # Errors
/// Those of `attempt` that do not pass; [`crate::actions::Crowded`] when others were always faster.
pub(in crate::actions) async fn retry_on_conflict<T, E, F>(
    ctx: &Context,
    territory: TerritoryId,
    mut attempt: impl FnMut(usize) -> F,
) -> Result<Option<T>, E>
where
    E: Retryable,
    F: Future<Output = Result<Try<T>, E>>,
{
    let mut looked_again = false;
    let (mut lost, mut tries) = (0, Tries::new());
    loop {
        match attempt(lost).await {
            Ok(Try::Done(done)) => return Ok(Some(done)),
            Ok(Try::Nobody) if looked_again => return Ok(None),
            Ok(Try::Nobody) => {
                looked_again = true;
                ctx.agendas.up_to_date(&ctx.db, territory, ctx.now()).await?;
            }
            Ok(Try::Gone) => {
                looked_again = false;
                ctx.agendas.note_lost();
                lost += 1;
                tries.again_after(ctx, LostRace::Seat).await?;
                ctx.agendas.up_to_date(&ctx.db, territory, ctx.now()).await?;
            }
            Err(error) => tries.again_after(ctx, lost_race(error)?).await?,
        }
    }
}

/// An appointment with the seats it has before it is given others.
#[derive(Clone, Copy, Debug)]
pub(in crate::actions) struct Seats<'a> {
    /// The appointment.
    pub(in crate::actions) of: &'a Appointment,
    /// Its team; an empty one when it has no seats.
    pub(in crate::actions) team: &'a Team,
}

/// Gives the appointment of `before` the seats of `team`, in place of those it had and of those of `instead_of`, which gives
/// its own back. The resources of all of them are locked in the order of their identifiers before anything else is
/// touched; then the rule of the search is asked again about agendas that nobody can change any more; then the
/// quanta are taken, which the primary key allows to one appointment only.
///
/// # Errors
/// [`ReserveError::Refused`] when the start cannot be, whoever is free; [`ReserveError::Store`].
pub(in crate::actions) async fn reserve_team(
    write: &Write<'_>,
    snapshot: &Snapshot,
    question: &SearchQuestion,
    before: Seats<'_>,
    team: &Team,
    instead_of: Option<Seats<'_>>,
) -> Result<Seated, ReserveError> {
    let (tx, appointment) = (write.tx(), before.of);
    let territory = appointment.territory;
    let mut ids = members(team);
    ids.extend(members(before.team));
    if let Some(other) = instead_of {
        ids.extend(members(other.team));
    }
    ids.sort_unstable();
    ids.dedup();
    let revisions = agendas::lock(tx, territory, &ids).await?;
    if territories::revision(tx, territory).await? != Some(snapshot.territory_revision()) {
        return Ok(Seated::Gone);
    }
    let mut truth: Vec<Arc<Agenda>> = Vec::new();
    let mut changed = Vec::new();
    for id in members(team) {
        match snapshot.agenda(id).filter(|agenda| revisions.get(&id) == Some(&agenda.revision())) {
            Some(agenda) => truth.push(Arc::clone(agenda)),
            None => changed.push(id),
        }
    }
    if !changed.is_empty() {
        let frame = snapshot.frame();
        for facts in
            agendas::facts(tx, territory, ResourceSelection::Of(&changed), frame.horizon.start).await?
        {
            truth.push(Arc::new(Agenda::build_in(&facts, &frame).map_err(StoreError::from)?));
        }
    }
    let truth: Vec<&Agenda> = truth.iter().map(Arc::as_ref).collect();
    match admits(&snapshot.territory, &truth, question, appointment.start(), team) {
        Ok(()) => {}
        Err(Refusal::Taken { .. } | Refusal::WrongTeam) => return Ok(Seated::Gone),
        Err(refusal) => return Err(ReserveError::Refused(refusal)),
    }
    if let Some(other) = instead_of {
        reservations::give_back(tx, other.of.id).await?;
        appointments::clear_team(tx, other.of.id).await?;
    }
    let wanted: Vec<reservations::Taking> = team
        .seats
        .iter()
        .map(|seat| (seat.resource, appointments::taken(appointment.visit, seat, question)))
        .collect();
    let earlier = if before.team.seats.is_empty() { Earlier::None } else { Earlier::Possible };
    let expires = appointment.hold_ends;
    if !reservations::take(tx, territory, appointment.id, earlier, &wanted, expires, question.now).await? {
        return Ok(Seated::Gone);
    }
    appointments::set_team(tx, appointment, before.team, team, question).await?;
    agendas::bump(tx, territory, &ids).await?;
    Ok(Seated::Yes)
}

/// The team that the agendas of `snapshot` have for `start`.
pub(in crate::actions) fn team_for(
    snapshot: &Snapshot,
    question: &SearchQuestion,
    start: Start,
) -> Option<Team> {
    Search::new(&snapshot.ensemble, question).team_at(start)
}

/// As [`team_for`], claimed until what is returned is dropped: among people otherwise equal, those whom others of this
/// process are taking at this moment come last, as they would had the others been done already.
pub(in crate::actions) fn claim_team(
    ctx: &Context,
    snapshot: &Snapshot,
    question: &mut SearchQuestion,
    start: Start,
) -> Option<(Team, Claim)> {
    let visit = Span::new(start.at, start.at.plus(question.length()));
    ctx.agendas.choose(snapshot.territory.id, visit, |others| {
        question.contested = others;
        team_for(snapshot, question, start)
    })
}

/// Takes an appointment's seats away for good.
///
/// # Errors
/// [`StoreError`].
pub(in crate::actions) async fn release_team(
    tx: &Tx,
    appointment: &Appointment,
    team: &Team,
) -> Result<(), StoreError> {
    let mut ids = members(team);
    ids.sort_unstable();
    agendas::lock(tx, appointment.territory, &ids).await?;
    reservations::give_back(tx, appointment.id).await?;
    appointments::clear_team(tx, appointment.id).await?;
    agendas::bump(tx, appointment.territory, &ids).await?;
    Ok(())
}

/// Everybody in a team.
pub(in crate::actions) fn members(team: &Team) -> Vec<ResourceId> {
    team.seats.iter().map(|seat| seat.resource).collect()
}

/// Reads again what was just changed. A failure is no harm: the next search looks for itself.
pub(in crate::actions) async fn reload(ctx: &Context, appointment: &Appointment, teams: &[&Team]) {
    let ids: Vec<ResourceId> = teams.iter().flat_map(|team| members(team)).collect();
    reload_agendas(ctx, appointment.territory, &ids).await;
}

/// As [`reload`], of some agendas.
pub(in crate::actions) async fn reload_agendas(ctx: &Context, territory: TerritoryId, ids: &[ResourceId]) {
    if let Err(error) = ctx.agendas.reload(&ctx.db, territory, ids).await {
        tracing::warn!(%error, "agendas in memory are behind until the next search");
    }
}
