//! The board of a site and a day: who is expected, by whom, and what happened so far.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::appointment_state::State;
use domain::ids::{
    AppointmentId, BeneficiaryId, OrganisationId, ReferralId, ResourceId, SiteId, TerritoryId,
};
use domain::reception::ReceptionTimes;
use domain::time::{Quantum, Span};
use domain::visit::Role;
use entity::column::{Id, Word};
use entity::{
    appointment, beneficiary, professional_organisation, reception, referral, reservation, team_member,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::appointments::{self, Appointment};
use super::error::StoreError;
use crate::store::professionals;
use crate::store::professionals::Member;

/// No meeting lasts longer than this: one whose end nobody entered delays nothing.
const LONGEST_MEETING: Duration = Duration::hours(12);

/// One appointment of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardEntry {
    /// The appointment.
    pub appointment: Appointment,
    /// What happened so far.
    pub day: ReceptionTimes,
    /// Who is received.
    pub person: BeneficiaryId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Code of the language messages are written in.
    pub language: String,
    /// File number.
    pub key: String,
    /// Who receives, with their role, rooms last.
    pub team: Vec<(Member, Role)>,
    /// The organisations of the team, and the one that referred the person.
    pub organisations: BTreeSet<OrganisationId>,
}

/// States that a board shows.
const SHOWN: [State; 3] = [State::Booked, State::Attended, State::NoShow];

fn of_span(territory: TerritoryId, site: SiteId, span: Span, states: &[State]) -> Condition {
    Condition::all()
        .add(appointment::COLUMN.territory_id.eq(Id(territory)))
        .add(appointment::COLUMN.site_id.eq(Id(site)))
        .add(appointment::COLUMN.from_quantum.gte(span.start.0))
        .add(appointment::COLUMN.from_quantum.lt(span.end.0))
        .add(appointment::COLUMN.state.is_in(states.iter().copied().map(Word)))
}

/// The appointments of a site that start in `span`, in the order of their starts.
///
/// # Errors
/// [`StoreError`].
pub async fn of(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    site: SiteId,
    span: Span,
) -> Result<Vec<BoardEntry>, StoreError> {
    lines(db, territory, of_span(territory, site, span, &SHOWN), None).await
}

/// The appointments of a site that are over and of which nobody wrote down whether the person came, the latest first,
/// `most` at most.
///
/// # Errors
/// [`StoreError`].
pub async fn unfilled(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    site: SiteId,
    span: Span,
    most: u64,
) -> Result<Vec<BoardEntry>, StoreError> {
    let expected = [State::Booked];
    let mut found = lines(db, territory, of_span(territory, site, span, &expected), Some(most)).await?;
    found.reverse();
    Ok(found)
}

/// One appointment as a line.
///
/// # Errors
/// [`StoreError`].
pub async fn line(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<Option<BoardEntry>, StoreError> {
    let wanted = Condition::all()
        .add(appointment::COLUMN.territory_id.eq(Id(territory)))
        .add(appointment::COLUMN.id.eq(Id(id)));
    Ok(lines(db, territory, wanted, None).await?.pop())
}

async fn lines(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    wanted: Condition,
    latest: Option<u64>,
) -> Result<Vec<BoardEntry>, StoreError> {
    let mut rows = appointment::Entity::find().filter(wanted);
    rows = match latest {
        Some(most) => rows.order_by_desc(appointment::COLUMN.from_quantum).limit(most),
        None => rows.order_by_asc(appointment::COLUMN.from_quantum),
    };
    let mut found: Vec<Appointment> =
        rows.order_by_asc(appointment::COLUMN.id).all(db).await?.iter().map(appointments::read).collect();
    if latest.is_some() {
        found.reverse();
    }
    let ids: Vec<AppointmentId> = found.iter().map(|one| one.id).collect();
    let files: BTreeMap<ReferralId, referral::Model> = referral::Entity::find()
        .filter(referral::COLUMN.id.is_in(found.iter().map(|one| Id(one.referral))))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id.0, row))
        .collect();
    let persons: BTreeMap<Id<BeneficiaryId>, beneficiary::Model> = beneficiary::Entity::find()
        .filter(beneficiary::COLUMN.id.is_in(files.values().map(|file| file.beneficiary_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let days = super::reception::of_all(db, &ids).await?;
    let mut teams = teams(db, territory, &ids).await?;
    let line = |appointment: Appointment| {
        let file = files.get(&appointment.referral)?;
        let person = persons.get(&file.beneficiary_id)?;
        let (team, mut organisations) = teams.remove(&appointment.id).unwrap_or_default();
        organisations.extend(file.organisation_id.map(|id| id.0));
        Some(BoardEntry {
            day: days.get(&appointment.id).copied().unwrap_or_default(),
            person: person.id.0,
            given_name: person.given_name.clone(),
            family_name: person.family_name.clone(),
            language: person.language.0.code().to_owned(),
            key: file.key.clone(),
            team,
            organisations,
            appointment,
        })
    };
    Ok(found.into_iter().filter_map(line).collect())
}

type TeamOf = (Vec<(Member, Role)>, BTreeSet<OrganisationId>);

async fn teams(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    appointments: &[AppointmentId],
) -> Result<BTreeMap<AppointmentId, TeamOf>, StoreError> {
    let seats = team_member::Entity::find()
        .filter(team_member::COLUMN.territory_id.eq(Id(territory)))
        .filter(team_member::COLUMN.appointment_id.is_in(appointments.iter().copied().map(Id)))
        .all(db)
        .await?;
    let ids: BTreeSet<ResourceId> = seats.iter().map(|seat| seat.resource_id.0).collect();
    let ids: Vec<ResourceId> = ids.into_iter().collect();
    let members = professionals::members(db, territory, &ids).await?;
    let works_for = professional_organisation::Entity::find()
        .filter(professional_organisation::COLUMN.professional_id.is_in(ids.iter().copied().map(Id)))
        .all(db)
        .await?;
    let mut found: BTreeMap<AppointmentId, TeamOf> = BTreeMap::new();
    for seat in seats {
        let (team, organisations) = found.entry(seat.appointment_id.0).or_default();
        let theirs = works_for.iter().filter(|row| row.professional_id == seat.resource_id);
        organisations.extend(theirs.map(|row| row.organisation_id.0));
        if let Some(member) = members.iter().find(|member| member.id == seat.resource_id.0) {
            team.push((member.clone(), seat.role.0));
        }
    }
    for (team, _) in found.values_mut() {
        team.sort_by(|(one, a), (other, b)| {
            (a.is_room(), a.name(), &one.name).cmp(&(b.is_room(), b.name(), &other.name))
        });
    }
    Ok(found)
}

/// A number that changes with whatever changes on the board. Cheap: one reading by index, no names.
///
/// # Errors
/// [`StoreError`].
pub async fn pulse(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    site: SiteId,
    span: Span,
) -> Result<u64, StoreError> {
    let rows: Vec<(Id<AppointmentId>, Word<State>, i32, i64)> = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::Id)
        .column(appointment::Column::State)
        .column(appointment::Column::Revision)
        .column(appointment::Column::FromQuantum)
        .filter(of_span(territory, site, span, &SHOWN))
        .order_by_asc(appointment::COLUMN.id)
        .into_tuple()
        .all(db)
        .await?;
    let days = reception::Entity::find()
        .filter(reception::COLUMN.appointment_id.is_in(rows.iter().map(|(id, ..)| *id)))
        .order_by_asc(reception::COLUMN.appointment_id)
        .all(db)
        .await?;
    let mut hasher = DefaultHasher::new();
    rows.hash(&mut hasher);
    for day in days {
        (day.appointment_id, day.arrived_at, day.called_at, day.ended_at).hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// Who is in a meeting that should be over by now.
///
/// # Errors
/// [`StoreError`].
pub async fn overrunning(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    now: DateTime<Utc>,
) -> Result<Vec<ResourceId>, StoreError> {
    let late = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::Id)
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::COLUMN.from_quantum.gte(Quantum::floor(now - LONGEST_MEETING).0))
        .filter(appointment::COLUMN.to_quantum.lte(Quantum::floor(now).0))
        .filter(appointment::COLUMN.state.eq(Word(State::Booked)))
        .into_query();
    let running: Vec<Id<AppointmentId>> = reception::Entity::find()
        .select_only()
        .column(reception::Column::AppointmentId)
        .filter(reception::Column::AppointmentId.in_subquery(late))
        .filter(reception::COLUMN.called_at.is_not_null())
        .filter(reception::COLUMN.ended_at.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let who: Vec<Id<ResourceId>> = team_member::Entity::find()
        .select_only()
        .column(team_member::Column::ResourceId)
        .filter(team_member::COLUMN.appointment_id.is_in(running))
        .into_tuple()
        .all(db)
        .await?;
    Ok(who.into_iter().map(|id| id.0).collect())
}

/// The first quantum from `span` on, inside it, that one of `resources` is taken by another appointment; the end of
/// `span` when there is none.
///
/// # Errors
/// [`StoreError`].
pub async fn free_until(
    db: &impl ConnectionTrait,
    resources: &[ResourceId],
    but: AppointmentId,
    span: Span,
) -> Result<Quantum, StoreError> {
    let next: Option<i64> = reservation::Entity::find()
        .select_only()
        .column(reservation::Column::Quantum)
        .filter(reservation::COLUMN.resource_id.is_in(resources.iter().copied().map(Id)))
        .filter(reservation::COLUMN.quantum.gte(span.start.0))
        .filter(reservation::COLUMN.quantum.lt(span.end.0))
        .filter(reservation::COLUMN.appointment_id.ne(Id(but)))
        .order_by_asc(reservation::COLUMN.quantum)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(next.map_or(span.end, Quantum))
}

/// Which board: the site and the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Where {
    /// The territory.
    pub territory: TerritoryId,
    /// The site.
    pub site: SiteId,
    /// The local date.
    pub day: NaiveDate,
}
