//! Puts a team into an appointment, inside the caller's transaction: the guard.

use std::sync::Arc;

use domain::agenda::Agenda;
use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::search::{Refusal, Search, SearchQuestion, Start, Team, admits};
use domain::time::Span;

use crate::actions::appointments::error::AppointmentError;
use crate::actions::kit::retry::{LostRace, Tries, lost_race};
use crate::actions::kit::search_request;
use crate::actions::offers::error::OfferError;
use crate::actions::offers::offer;
use crate::actions::offers::offer::{Explain, Offer};
use crate::context::Context;
use crate::store::StoreError;
use crate::store::agenda_cache::{Claim, Snapshot};
use crate::store::agendas::{self, ResourceSelection};
use crate::store::appointments::{self, Appointment};
use crate::store::{Tx, reservations, territories};

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
/// refused on the word of a stale snapshot. `None` when nobody is left. `attempt` is told how many tries were lost to
/// somebody else.
///
/// # Errors
/// Those of `attempt` that do not pass; [`AppointmentError::Crowded`] when others were always faster.
pub(in crate::actions) async fn retry_on_conflict<T, F>(
    ctx: &Context,
    territory: TerritoryId,
    mut attempt: impl FnMut(usize) -> F,
) -> Result<Option<T>, AppointmentError>
where
    F: Future<Output = Result<Try<T>, AppointmentError>>,
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

/// Gives `appointment` the seats of `team`, in place of those it had and of those of `instead_of`, which gives its
/// own back. The resources of all of them are locked in the order of their identifiers before anything else is
/// touched; then the rule of the search is asked again about agendas that nobody can change any more; then the
/// quanta are taken, which the primary key allows to one appointment only.
///
/// # Errors
/// [`AppointmentError::Refused`] when the start cannot be, whoever is free; [`AppointmentError::Store`].
pub(in crate::actions) async fn reserve_team(
    tx: &Tx,
    snapshot: &Snapshot,
    question: &SearchQuestion,
    appointment: &Appointment,
    team: &Team,
    instead_of: Option<AppointmentId>,
) -> Result<Seated, AppointmentError> {
    let territory = appointment.territory;
    let mut ids = members(team);
    ids.extend(members(&appointments::team(tx, appointment.id).await?));
    if let Some(other) = instead_of {
        ids.extend(members(&appointments::team(tx, other).await?));
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
            truth.push(Arc::new(Agenda::build_in(&facts, &frame).map_err(crate::store::StoreError::from)?));
        }
    }
    let truth: Vec<&Agenda> = truth.iter().map(Arc::as_ref).collect();
    match admits(&snapshot.territory, &truth, question, appointment.start(), team) {
        Ok(()) => {}
        Err(Refusal::Taken { .. } | Refusal::WrongTeam) => return Ok(Seated::Gone),
        Err(refusal) => return Err(AppointmentError::Refused(refusal)),
    }
    if let Some(other) = instead_of {
        reservations::give_back(tx, other).await?;
        appointments::clear_team(tx, other).await?;
    }
    let wanted: Vec<reservations::Taking> = team
        .seats
        .iter()
        .map(|seat| (seat.resource, appointments::taken(appointment.visit, seat, question)))
        .collect();
    let expires = appointment.hold_ends;
    if !reservations::take(tx, territory, appointment.id, &wanted, expires, question.now).await? {
        return Ok(Seated::Gone);
    }
    appointments::set_team(tx, appointment, team, question).await?;
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
pub(in crate::actions) fn choose(
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
/// [`AppointmentError::Store`].
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

/// The answer when nobody is left at a time: the next offers of the same question, over all sites asked for.
pub(in crate::actions) async fn taken(ctx: &Context, ask: &search_request::Ask) -> AppointmentError {
    next_offers(ctx, ask).await.map_or_else(|error| error, AppointmentError::Taken)
}

/// The next offers, none when nothing of the kind is given any more.
///
/// # Errors
/// As [`offer::offer`].
pub(in crate::actions) async fn next_offers(
    ctx: &Context,
    ask: &search_request::Ask,
) -> Result<Vec<Offer>, AppointmentError> {
    match offer::look(ctx, ask, Explain::No).await {
        Ok(answer) => Ok(answer.offers),
        Err(OfferError::ModeNotOffered(_) | OfferError::EmptyWindow) => Ok(Vec::new()),
        Err(OfferError::ReferralClosed) => Err(AppointmentError::ReferralClosed),
        Err(OfferError::NotFound(noun)) => Err(AppointmentError::NotFound(noun)),
        Err(OfferError::Store(error)) => Err(error.into()),
    }
}
