//! Appointments and their teams.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::appointment_state::{Party, Reason, State};
use domain::ids::{AppointmentId, BeneficiaryId, ReferralId, ResourceId, SiteId, TerritoryId, VisitTypeId};
use domain::search::{SearchQuestion, Seat, Start, Team};
use domain::time::{Quantum, Span};
use domain::visit::Mode;
use entity::column::{Id, Word};
use entity::{appointment, referral, team_member};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};

use super::db::Tx;
use super::error::StoreError;
use crate::store::bulk::insert_all;

/// An appointment, held or booked or over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Identifier; it never changes.
    pub id: AppointmentId,
    /// Its territory.
    pub territory: TerritoryId,
    /// The referral it serves.
    pub referral: ReferralId,
    /// Its kind.
    pub visit_type: VisitTypeId,
    /// Where.
    pub site: SiteId,
    /// How.
    pub mode: Mode,
    /// The visit itself.
    pub visit: Span,
    /// Its state.
    pub state: State,
    /// Grows by one with every change that is announced; an invitation's SEQUENCE is one less.
    pub revision: i32,
    /// For a hold, when it ends.
    pub hold_ends: Option<DateTime<Utc>>,
    /// Who called it off, and why.
    pub cancelled: Option<(Party, Reason)>,
    /// When it was first held.
    pub created_at: DateTime<Utc>,
}

impl Appointment {
    /// Its start and site.
    #[must_use]
    pub const fn start(&self) -> Start {
        Start { at: self.visit.start, site: self.site }
    }

    /// A word that changes with every change somebody may want to know of.
    #[must_use]
    pub fn version(&self) -> String {
        format!("{}.{}", self.revision, self.state.word())
    }
}

pub(super) fn read(row: &appointment::Model) -> Appointment {
    Appointment {
        id: row.id.0,
        territory: row.territory_id.0,
        referral: row.referral_id.0,
        visit_type: row.visit_type_id.0,
        site: row.site_id.0,
        mode: row.mode.0,
        visit: Span::new(Quantum(row.from_quantum), Quantum(row.to_quantum)),
        state: row.state.0,
        revision: row.revision,
        hold_ends: row.hold_ends_at,
        cancelled: row.cancelled_by.zip(row.cancel_reason).map(|(by, why)| (by.0, why.0)),
        created_at: row.created_at,
    }
}

/// The appointment `id` of that territory.
///
/// # Errors
/// [`StoreError`].
pub async fn get(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<Option<Appointment>, StoreError> {
    let row = appointment::Entity::find_by_id(id)
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .one(db)
        .await?;
    Ok(row.as_ref().map(read))
}

/// As [`get`], and keeps others from changing it until the transaction ends.
///
/// # Errors
/// [`StoreError`].
pub async fn lock(
    tx: &Tx,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<Option<Appointment>, StoreError> {
    let row = appointment::Entity::find_by_id(id)
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .lock(LockType::Update)
        .one(tx)
        .await?;
    Ok(row.as_ref().map(read))
}

/// The appointments of a referral in one of these states, oldest first.
///
/// # Errors
/// [`StoreError`].
pub async fn of_referral(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    referral: ReferralId,
    states: &[State],
) -> Result<Vec<Appointment>, StoreError> {
    let rows = appointment::Entity::find()
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::COLUMN.referral_id.eq(Id(referral)))
        .filter(appointment::COLUMN.state.is_in(states.iter().copied().map(Word)))
        .order_by_asc(appointment::COLUMN.id)
        .all(db)
        .await?;
    Ok(rows.iter().map(read).collect())
}

/// The expected appointments of these referrals, earliest first.
///
/// # Errors
/// [`StoreError`].
pub async fn expected_of_referrals(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    referrals: &[ReferralId],
) -> Result<Vec<Appointment>, StoreError> {
    let rows = appointment::Entity::find()
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::COLUMN.referral_id.is_in(referrals.iter().copied().map(Id)))
        .filter(appointment::COLUMN.state.eq(Word(State::Booked)))
        .order_by_asc(appointment::COLUMN.from_quantum)
        .order_by_asc(appointment::COLUMN.id)
        .all(db)
        .await?;
    Ok(rows.iter().map(read).collect())
}

/// Which appointments of a territory.
#[derive(Clone, Copy, Debug, Default)]
pub struct AppointmentFilter {
    /// Those that start then or later.
    pub from: Option<Quantum>,
    /// Those that start before.
    pub to: Option<Quantum>,
    /// Those at this site.
    pub site: Option<SiteId>,
    /// Those in this state.
    pub state: Option<State>,
    /// Those of this referral.
    pub referral: Option<ReferralId>,
}

/// A part of a list in the order of starts.
#[derive(Clone, Copy, Debug)]
pub struct AppointmentsPage {
    /// Start and identifier of the last one seen.
    pub after: Option<(Quantum, AppointmentId)>,
    /// How many at most.
    pub limit: u64,
}

/// One page of the appointments of a territory, in the order of their starts.
///
/// # Errors
/// [`StoreError`].
pub async fn page(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    search: AppointmentFilter,
    page: AppointmentsPage,
) -> Result<Vec<Appointment>, StoreError> {
    let mut wanted = Condition::all()
        .add(appointment::COLUMN.territory_id.eq(Id(territory)))
        .add_option(search.from.map(|from| appointment::COLUMN.from_quantum.gte(from.0)))
        .add_option(search.to.map(|to| appointment::COLUMN.from_quantum.lt(to.0)))
        .add_option(search.site.map(|site| appointment::COLUMN.site_id.eq(Id(site))))
        .add_option(search.state.map(|state| appointment::COLUMN.state.eq(Word(state))))
        .add_option(search.referral.map(|referral| appointment::COLUMN.referral_id.eq(Id(referral))));
    if let Some((start, id)) = page.after {
        let same_start = Condition::all()
            .add(appointment::COLUMN.from_quantum.eq(start.0))
            .add(appointment::COLUMN.id.gt(Id(id)));
        wanted =
            wanted.add(Condition::any().add(appointment::COLUMN.from_quantum.gt(start.0)).add(same_start));
    }
    let rows = appointment::Entity::find()
        .filter(wanted)
        .order_by_asc(appointment::COLUMN.from_quantum)
        .order_by_asc(appointment::COLUMN.id)
        .limit(page.limit)
        .all(db)
        .await?;
    Ok(rows.iter().map(read).collect())
}

/// The expected appointments that take `resource` during `span`, earliest first.
///
/// # Errors
/// [`StoreError`].
pub async fn expected_with(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    resource: ResourceId,
    span: Span,
) -> Result<Vec<Appointment>, StoreError> {
    let ids = team_member::Entity::find()
        .select_only()
        .column(team_member::Column::AppointmentId)
        .filter(team_member::COLUMN.territory_id.eq(Id(territory)))
        .filter(team_member::COLUMN.resource_id.eq(Id(resource)))
        .filter(team_member::COLUMN.from_quantum.lt(span.end.0))
        .filter(team_member::COLUMN.to_quantum.gt(span.start.0))
        .into_tuple::<Id<AppointmentId>>()
        .all(db)
        .await?;
    let rows = appointment::Entity::find()
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::COLUMN.id.is_in(ids))
        .filter(appointment::COLUMN.state.eq(Word(State::Booked)))
        .order_by_asc(appointment::COLUMN.from_quantum)
        .all(db)
        .await?;
    Ok(rows.iter().map(read).collect())
}

/// The expected appointments of a person, for whatever referral, that start in `span`; earliest first.
///
/// # Errors
/// [`StoreError`].
pub async fn expected_of(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    person: BeneficiaryId,
    span: Span,
) -> Result<Vec<Appointment>, StoreError> {
    let theirs = referral::Entity::find()
        .select_only()
        .column(referral::Column::Id)
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.beneficiary_id.eq(Id(person)))
        .into_query();
    // By their referrals alone: by the territory too, SQLite would walk through all that it expects.
    let rows = appointment::Entity::find()
        .filter(appointment::Column::ReferralId.in_subquery(theirs))
        .filter(appointment::COLUMN.state.eq(Word(State::Booked)))
        .filter(appointment::COLUMN.from_quantum.gte(span.start.0))
        .filter(appointment::COLUMN.from_quantum.lt(span.end.0))
        .order_by_asc(appointment::COLUMN.from_quantum)
        .order_by_asc(appointment::COLUMN.id)
        .all(db)
        .await?;
    Ok(rows.iter().map(read).collect())
}

/// Everybody of a territory whom an appointment that starts in `span` expects.
///
/// # Errors
/// [`StoreError`].
pub async fn people_expected(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    span: Span,
) -> Result<BTreeSet<BeneficiaryId>, StoreError> {
    let expecting = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::ReferralId)
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::COLUMN.state.eq(Word(State::Booked)))
        .filter(appointment::COLUMN.from_quantum.gte(span.start.0))
        .filter(appointment::COLUMN.from_quantum.lt(span.end.0))
        .into_query();
    let found: Vec<Id<BeneficiaryId>> = referral::Entity::find()
        .select_only()
        .column(referral::Column::BeneficiaryId)
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::Column::Id.in_subquery(expecting))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

/// Stores a new appointment.
///
/// # Errors
/// [`StoreError`]; a duplicate when the referral has a live one in that state already.
pub async fn insert(tx: &Tx, new: &Appointment) -> Result<(), StoreError> {
    insert_all(tx, vec![row(new)]).await
}

/// Stores what has changed of an appointment.
///
/// # Errors
/// [`StoreError`].
pub async fn update(tx: &Tx, changed: &Appointment) -> Result<(), StoreError> {
    let row = appointment::ActiveModel { id: NotSet, ..row(changed) };
    appointment::Entity::update_many()
        .set(row)
        .filter(appointment::COLUMN.id.eq(changed.id.0))
        .exec(tx)
        .await?;
    Ok(())
}

fn row(appointment: &Appointment) -> appointment::ActiveModel {
    appointment::Model {
        id: Id(appointment.id),
        territory_id: Id(appointment.territory),
        referral_id: Id(appointment.referral),
        visit_type_id: Id(appointment.visit_type),
        site_id: Id(appointment.site),
        mode: Word(appointment.mode),
        from_quantum: appointment.visit.start.0,
        to_quantum: appointment.visit.end.0,
        state: Word(appointment.state),
        revision: appointment.revision,
        hold_ends_at: appointment.hold_ends,
        cancelled_by: appointment.cancelled.map(|(by, _)| Word(by)),
        cancel_reason: appointment.cancelled.map(|(_, why)| Word(why)),
        created_at: appointment.created_at,
    }
    .into_active_model()
    .reset_all()
}

/// The team of an appointment, in the order of roles.
///
/// # Errors
/// [`StoreError`].
pub async fn team(db: &impl ConnectionTrait, id: AppointmentId) -> Result<Team, StoreError> {
    let rows = team_member::Entity::find()
        .filter(team_member::COLUMN.appointment_id.eq(Id(id)))
        .order_by_asc(team_member::COLUMN.role)
        .order_by_asc(team_member::COLUMN.resource_id)
        .all(db)
        .await?;
    let seat = |row: team_member::Model| Seat {
        role: row.role.0,
        resource: row.resource_id.0,
        place: row.location.0,
    };
    Ok(Team { seats: rows.into_iter().map(seat).collect() })
}

/// Replaces the team of an appointment by `team`; `question` says how much time is taken of each member.
///
/// # Errors
/// [`StoreError`].
pub async fn set_team(
    tx: &Tx,
    appointment: &Appointment,
    before: &Team,
    team: &Team,
    question: &SearchQuestion,
) -> Result<(), StoreError> {
    if !before.seats.is_empty() {
        clear_team(tx, appointment.id).await?;
    }
    let rows = team.seats.iter().map(|seat| {
        let taken = taken(appointment.visit, seat, question);
        team_member::ActiveModel {
            appointment_id: Set(Id(appointment.id)),
            resource_id: Set(Id(seat.resource)),
            territory_id: Set(Id(appointment.territory)),
            role: Set(Word(seat.role.clone())),
            location: Set(Word(seat.place)),
            site_id: Set(SearchQuestion::whereabouts(seat.place, appointment.site).map(Id)),
            visit_from: Set(appointment.visit.start.0),
            visit_to: Set(appointment.visit.end.0),
            from_quantum: Set(taken.start.0),
            to_quantum: Set(taken.end.0),
            expires_at: Set(appointment.hold_ends),
        }
    });
    insert_all(tx, rows.collect()).await
}

/// What a visit takes of somebody in that seat: the visit and its buffers.
#[must_use]
pub fn taken(visit: Span, seat: &Seat, question: &SearchQuestion) -> Span {
    let (before, after) = question.buffers(&seat.role);
    visit.widened(before, after)
}

/// Takes the team of an appointment away.
///
/// # Errors
/// [`StoreError`].
pub async fn clear_team(tx: &Tx, id: AppointmentId) -> Result<(), StoreError> {
    team_member::Entity::delete_many().filter(team_member::COLUMN.appointment_id.eq(Id(id))).exec(tx).await?;
    Ok(())
}
