//! What is known of resources' time, and the revision that says when it changed.

use std::collections::{BTreeMap, BTreeSet};

use domain::agenda::{AgendaRecord, Engagement, Opening, OpeningException, Resource};
use domain::ids::{AppointmentId, OpeningId, ResourceId, TerritoryId, VisitTypeId};
use domain::time::{Quantum, Span};
use entity::column::Id;
use entity::{
    absence, busy_time, opening, opening_exception, opening_visit_type, professional, resource,
    resource_role, room, team_member,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::bulk::insert_all;
use super::db::Tx;
use super::error::StoreError;

/// Whose agendas.
#[derive(Clone, Copy, Debug)]
pub enum ResourceSelection<'a> {
    /// Everybody's.
    All,
    /// Some.
    Of(&'a [ResourceId]),
}

impl ResourceSelection<'_> {
    /// The condition on `column`, beside the territory's.
    fn condition(
        self,
        territory: impl ColumnTrait,
        id: TerritoryId,
        resource: impl ColumnTrait,
    ) -> Condition {
        let all = Condition::all().add(territory.eq(Id(id)));
        match self {
            Self::All => all,
            Self::Of(ids) => all.add(resource.is_in(ids.iter().copied().map(Id))),
        }
    }
}

/// The revision of every agenda of a territory.
///
/// # Errors
/// [`StoreError`].
pub async fn revisions(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
) -> Result<BTreeMap<ResourceId, i64>, StoreError> {
    let rows: Vec<(Id<ResourceId>, i64)> = resource::Entity::find()
        .select_only()
        .column(resource::Column::Id)
        .column(resource::Column::AgendaRevision)
        .filter(resource::COLUMN.territory_id.eq(Id(territory)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, revision)| (id.0, revision)).collect())
}

/// Takes the resources for this transaction, in the order of their identifiers so that no two transactions wait
/// for each other, and says the revision of each. On SQLite the transaction is the only writer already.
///
/// # Errors
/// [`StoreError`].
pub async fn lock(
    tx: &Tx,
    territory: TerritoryId,
    ids: &[ResourceId],
) -> Result<BTreeMap<ResourceId, i64>, StoreError> {
    let rows: Vec<(Id<ResourceId>, i64)> = resource::Entity::find()
        .select_only()
        .column(resource::Column::Id)
        .column(resource::Column::AgendaRevision)
        .filter(ResourceSelection::Of(ids).condition(
            resource::Column::TerritoryId,
            territory,
            resource::Column::Id,
        ))
        .order_by_asc(resource::COLUMN.id)
        .lock(LockType::Update)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(id, revision)| (id.0, revision)).collect())
}

/// Says that these agendas have changed. The resources must have been locked.
///
/// # Errors
/// [`StoreError`].
pub async fn bump(tx: &Tx, territory: TerritoryId, ids: &[ResourceId]) -> Result<(), StoreError> {
    resource::Entity::update_many()
        .col_expr(resource::COLUMN.agenda_revision, Expr::col(resource::Column::AgendaRevision).add(1))
        .filter(ResourceSelection::Of(ids).condition(
            resource::Column::TerritoryId,
            territory,
            resource::Column::Id,
        ))
        .exec(tx)
        .await?;
    Ok(())
}

/// The row of an absence.
pub(super) fn absence_row(
    id: Uuid,
    territory: TerritoryId,
    resource: ResourceId,
    span: Span,
) -> absence::ActiveModel {
    absence::ActiveModel {
        id: Set(id),
        territory_id: Set(Id(territory)),
        resource_id: Set(Id(resource)),
        from_quantum: Set(span.start.0),
        to_quantum: Set(span.end.0),
        declined_appointment_id: Set(None),
    }
}

/// Adds an absence, `declined` being the appointment whose invitation says so, if one does. The resource must have been locked.
///
/// # Errors
/// [`StoreError`].
pub async fn add_absence(
    tx: &Tx,
    territory: TerritoryId,
    id: Uuid,
    of: ResourceId,
    span: Span,
    declined: Option<AppointmentId>,
) -> Result<(), StoreError> {
    let mut row = absence_row(id, territory, of, span);
    row.declined_appointment_id = Set(declined.map(Id));
    insert_all(tx, vec![row]).await
}

/// Takes away the absence that `of` had during `span` because the invitation to `declined` was declined; says whether there
/// was one. The resource must have been locked.
///
/// # Errors
/// [`StoreError`].
pub async fn take_back_absence(
    tx: &Tx,
    territory: TerritoryId,
    of: ResourceId,
    span: Span,
    declined: AppointmentId,
) -> Result<bool, StoreError> {
    let result = absence::Entity::delete_many()
        .filter(absence::COLUMN.territory_id.eq(Id(territory)))
        .filter(absence::COLUMN.resource_id.eq(Id(of)))
        .filter(absence::COLUMN.declined_appointment_id.eq(Id(declined)))
        .filter(absence::COLUMN.from_quantum.eq(span.start.0))
        .filter(absence::COLUMN.to_quantum.eq(span.end.0))
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Those of `ids` who are away during `span`, or a part of it, says an absence entered here.
///
/// # Errors
/// [`StoreError`].
pub async fn away(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    ids: &[ResourceId],
    span: Span,
) -> Result<Vec<ResourceId>, StoreError> {
    let found: Vec<Id<ResourceId>> = absence::Entity::find()
        .select_only()
        .column(absence::Column::ResourceId)
        .distinct()
        .filter(ResourceSelection::Of(ids).condition(
            absence::Column::TerritoryId,
            territory,
            absence::Column::ResourceId,
        ))
        .filter(absence::COLUMN.from_quantum.lt(span.end.0))
        .filter(absence::COLUMN.to_quantum.gt(span.start.0))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

/// What is known of the time of `which` resources from `since` on.
///
/// The revision is read first: facts that change while they are read carry the older number, and are read again.
///
/// # Errors
/// [`StoreError`].
pub async fn facts(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    which: ResourceSelection<'_>,
    since: Quantum,
) -> Result<Vec<AgendaRecord>, StoreError> {
    let mut agendas = resources(db, territory, which).await?;
    for (of, opening) in openings(db, territory, which).await? {
        if let Some(facts) = agendas.get_mut(&of) {
            facts.openings.push(opening);
        }
    }
    for (of, span) in busy(db, territory, which, since).await? {
        if let Some(facts) = agendas.get_mut(&of) {
            facts.busy.push(span);
        }
    }
    for (of, engagement) in engagements(db, territory, which, since).await? {
        if let Some(facts) = agendas.get_mut(&of) {
            facts.engagements.push(engagement);
        }
    }
    Ok(agendas.into_values().collect())
}

/// Who they are, without anything of their time.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn resources(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    which: ResourceSelection<'_>,
) -> Result<BTreeMap<ResourceId, AgendaRecord>, StoreError> {
    let rows = resource::Entity::find()
        .filter(which.condition(resource::Column::TerritoryId, territory, resource::Column::Id))
        .all(db)
        .await?;
    let mut agendas = BTreeMap::new();
    for row in rows {
        let id = row.id.0;
        let resource = Resource {
            id,
            roles: BTreeSet::new(),
            languages: BTreeSet::new(),
            share: 100,
            room_of: None,
            daily_cap: row.daily_cap.map(|cap| cap.0),
            weekly_cap: row.weekly_cap.map(|cap| cap.0),
        };
        let revision = row.agenda_revision;
        let (openings, busy, engagements) = (Vec::new(), Vec::new(), Vec::new());
        agendas.insert(id, AgendaRecord { resource, revision, openings, busy, engagements });
    }
    let roles = resource_role::Entity::find()
        .filter(which.condition(
            resource_role::Column::TerritoryId,
            territory,
            resource_role::Column::ResourceId,
        ))
        .all(db)
        .await?;
    for row in roles {
        if let Some(facts) = agendas.get_mut(&row.resource_id.0) {
            facts.resource.roles.insert(row.role.0);
        }
    }
    let people = professional::Entity::find()
        .filter(which.condition(
            professional::Column::TerritoryId,
            territory,
            professional::Column::ResourceId,
        ))
        .all(db)
        .await?;
    for row in people {
        if let Some(facts) = agendas.get_mut(&row.resource_id.0) {
            facts.resource.languages = row.languages.0;
            facts.resource.share = row.share.0;
        }
    }
    let rooms = room::Entity::find()
        .filter(which.condition(room::Column::TerritoryId, territory, room::Column::ResourceId))
        .all(db)
        .await?;
    for row in rooms {
        if let Some(facts) = agendas.get_mut(&row.resource_id.0) {
            facts.resource.room_of = Some(row.site_id.0);
        }
    }
    Ok(agendas)
}

/// When they can be booked.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn openings(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    which: ResourceSelection<'_>,
) -> Result<Vec<(ResourceId, Opening)>, StoreError> {
    let these = which.condition(opening::Column::TerritoryId, territory, opening::Column::ResourceId);
    let rows = opening::Entity::find().filter(these.clone()).order_by_asc(opening::COLUMN.id).all(db).await?;
    let ids = || {
        opening::Entity::find().select_only().column(opening::Column::Id).filter(these.clone()).into_query()
    };
    let mut exceptions: BTreeMap<Id<OpeningId>, Vec<OpeningException>> = BTreeMap::new();
    let changed = opening_exception::Entity::find()
        .filter(opening_exception::Column::OpeningId.in_subquery(ids()))
        .all(db)
        .await?;
    for row in changed {
        let instead = match (row.instead_day, row.from_minute, row.to_minute) {
            (Some(day), Some(from), Some(to)) => Some((day, from.0, to.0)),
            _ => None,
        };
        exceptions.entry(row.opening_id).or_default().push(OpeningException { day: row.day, instead });
    }
    let mut visit_types: BTreeMap<Id<OpeningId>, BTreeSet<VisitTypeId>> = BTreeMap::new();
    let kept = opening_visit_type::Entity::find()
        .filter(opening_visit_type::Column::OpeningId.in_subquery(ids()))
        .all(db)
        .await?;
    for row in kept {
        visit_types.entry(row.opening_id).or_default().insert(row.visit_type_id.0);
    }
    let read = |row: opening::Model| {
        let opening = Opening {
            id: row.id.0,
            site: row.site_id.0,
            first_day: row.first_day,
            from: row.from_minute.0,
            to: row.to_minute.0,
            rule: row.rule,
            exceptions: exceptions.remove(&row.id).unwrap_or_default(),
            modes: row.modes.0,
            visit_types: visit_types.remove(&row.id),
        };
        (row.resource_id.0, opening)
    };
    Ok(rows.into_iter().map(read).collect())
}

async fn busy(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    which: ResourceSelection<'_>,
    since: Quantum,
) -> Result<Vec<(ResourceId, Span)>, StoreError> {
    let absences = absence::Entity::find()
        .filter(which.condition(absence::Column::TerritoryId, territory, absence::Column::ResourceId))
        .filter(absence::COLUMN.to_quantum.gt(since.0))
        .all(db)
        .await?;
    let elsewhere = busy_time::Entity::find()
        .filter(which.condition(busy_time::Column::TerritoryId, territory, busy_time::Column::ResourceId))
        .filter(busy_time::COLUMN.to_quantum.gt(since.0))
        .all(db)
        .await?;
    let span = |from, to| Span::new(Quantum(from), Quantum(to));
    let absences =
        absences.into_iter().map(|row| (row.resource_id.0, span(row.from_quantum, row.to_quantum)));
    let elsewhere =
        elsewhere.into_iter().map(|row| (row.resource_id.0, span(row.from_quantum, row.to_quantum)));
    Ok(absences.chain(elsewhere).collect())
}

async fn engagements(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    which: ResourceSelection<'_>,
    since: Quantum,
) -> Result<Vec<(ResourceId, Engagement)>, StoreError> {
    let rows = team_member::Entity::find()
        .filter(which.condition(team_member::Column::TerritoryId, territory, team_member::Column::ResourceId))
        .filter(team_member::COLUMN.to_quantum.gt(since.0))
        .all(db)
        .await?;
    let span = |from, to| Span::new(Quantum(from), Quantum(to));
    let read = |row: team_member::Model| {
        let engagement = Engagement {
            appointment: row.appointment_id.0,
            visit: span(row.visit_from, row.visit_to),
            taken: span(row.from_quantum, row.to_quantum),
            site: row.site_id.map(|id| id.0),
            expires: row.expires_at,
        };
        (row.resource_id.0, engagement)
    };
    Ok(rows.into_iter().map(read).collect())
}
