//! Stores a checked territory.

use chrono::{DateTime, Utc};
use domain::agenda::Opening;
use domain::blueprint::{Plan, PlannedAgenda};
use domain::territory::Territory;
use domain::time::Span;
use domain::visit::VisitType;
use entity::{
    absence, beneficiary, legal_limit, opening, opening_exception, opening_visit_type, organisation,
    professional, professional_organisation, referral, resource, resource_role, room, site, site_hours,
    territory, travel, visit_type, visit_type_role,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;
use super::words::{modes_text, narrow, place_text};

/// Rows in one statement: well under the number of variables that either database allows.
const ROWS_AT_ONCE: usize = 500;

/// Inserts rows, however many.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn insert_all<A>(tx: &Tx, rows: Vec<A>) -> Result<(), StoreError>
where
    A: ActiveModelTrait + Send,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        A::Entity::insert_many(some).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Stores the whole plan. `fresh` gives a new identifier at each call.
///
/// # Errors
/// [`StoreError`]; the transaction must then be dropped.
pub async fn insert(
    tx: &Tx,
    plan: &Plan,
    now: DateTime<Utc>,
    fresh: &(dyn Fn() -> Uuid + Sync),
) -> Result<(), StoreError> {
    let id = plan.territory.id.0;
    insert_territory(tx, plan, now, fresh).await?;
    let organisations = plan.organisations.iter().map(|organisation| organisation::ActiveModel {
        id: Set(organisation.id.0),
        territory_id: Set(id),
        key: Set(organisation.key.clone()),
        name: Set(organisation.name.clone()),
        kind: Set(organisation.kind.clone()),
    });
    insert_all(tx, organisations.collect()).await?;
    insert_agendas(tx, id, plan, fresh).await?;
    let works_for = plan.professionals.iter().flat_map(|person| {
        person.organisations.iter().map(move |organisation| professional_organisation::ActiveModel {
            professional_id: Set(person.agenda.resource.id.0),
            organisation_id: Set(organisation.0),
            territory_id: Set(id),
        })
    });
    insert_all(tx, works_for.collect()).await?;
    insert_referrals(tx, id, plan).await
}

async fn insert_territory(
    tx: &Tx,
    plan: &Plan,
    now: DateTime<Utc>,
    fresh: &(dyn Fn() -> Uuid + Sync),
) -> Result<(), StoreError> {
    let Territory { id, key, name, zone, holidays, limits, sites, travel, visit_types } = &plan.territory;
    let row = territory::ActiveModel {
        id: Set(id.0),
        key: Set(key.clone()),
        name: Set(name.clone()),
        time_zone: Set(zone.name().to_owned()),
        holidays: Set(holidays.word().to_owned()),
        revision: Set(1),
        created_at: Set(now),
    };
    insert_all(tx, vec![row]).await?;
    let limits = limits.iter().map(|limit| legal_limit::ActiveModel {
        id: Set(fresh()),
        territory_id: Set(id.0),
        from_day: Set(limit.from),
        days: Set(i32::from(limit.days)),
        source: Set(limit.source.clone()),
    });
    insert_all(tx, limits.collect()).await?;
    let rows = plan.site_order.iter().filter_map(|id| sites.get(id)).zip(0..).map(|(place, position)| {
        site::ActiveModel {
            id: Set(place.id.0),
            territory_id: Set(id.0),
            key: Set(place.key.clone()),
            name: Set(place.name.clone()),
            address: Set(place.address.clone()),
            phone: Set(place.phone.clone()),
            time_zone: Set(place.zone.name().to_owned()),
            position: Set(position),
        }
    });
    insert_all(tx, rows.collect()).await?;
    let hours = sites.values().flat_map(|place| {
        place.hours.iter().map(|hours| site_hours::ActiveModel {
            id: Set(fresh()),
            territory_id: Set(id.0),
            site_id: Set(place.id.0),
            weekday: Set(narrow(hours.weekday.number_from_monday())),
            from_minute: Set(i32::from(hours.from.0)),
            to_minute: Set(i32::from(hours.to.0)),
        })
    });
    insert_all(tx, hours.collect()).await?;
    let ways = travel.iter().map(|((from, to), minutes)| travel::ActiveModel {
        from_site_id: Set(from.0),
        to_site_id: Set(to.0),
        territory_id: Set(id.0),
        minutes: Set(narrow(minutes.0)),
    });
    insert_all(tx, ways.collect()).await?;
    insert_all(tx, visit_types.values().map(|kind| visit_type_row(id.0, kind)).collect()).await?;
    let roles = visit_types.values().flat_map(|kind| {
        kind.needs.iter().zip(0..).map(|(need, position)| visit_type_role::ActiveModel {
            visit_type_id: Set(kind.id.0),
            role: Set(need.role.name().to_owned()),
            territory_id: Set(id.0),
            count: Set(i32::from(need.count)),
            modes: Set(modes_text(need.modes)),
            place: Set(place_text(need.place).to_owned()),
            position: Set(position),
        })
    });
    insert_all(tx, roles.collect()).await
}

fn visit_type_row(territory: Uuid, kind: &VisitType) -> visit_type::ActiveModel {
    visit_type::ActiveModel {
        id: Set(kind.id.0),
        territory_id: Set(territory),
        key: Set(kind.key.clone()),
        name: Set(kind.name.clone()),
        duration: Set(narrow(kind.duration.0)),
        grid: Set(narrow(kind.grid.0)),
        notice: Set(narrow(kind.notice.0)),
        horizon_days: Set(i32::from(kind.horizon_days)),
        modes: Set(modes_text(kind.modes)),
        buffer_before: Set(narrow(kind.buffer_before.0)),
        buffer_after: Set(narrow(kind.buffer_after.0)),
    }
}

async fn insert_agendas(
    tx: &Tx,
    territory: Uuid,
    plan: &Plan,
    fresh: &(dyn Fn() -> Uuid + Sync),
) -> Result<(), StoreError> {
    let agendas: Vec<&PlannedAgenda> = (plan.rooms.iter().map(|room| &room.agenda))
        .chain(plan.professionals.iter().map(|person| &person.agenda))
        .collect();
    let resources = agendas.iter().map(|agenda| resource::ActiveModel {
        id: Set(agenda.resource.id.0),
        territory_id: Set(territory),
        kind: Set(if agenda.resource.room_of.is_some() { "room" } else { "professional" }.to_owned()),
        agenda_revision: Set(1),
        daily_cap: Set(agenda.resource.daily_cap.map(i32::from)),
        weekly_cap: Set(agenda.resource.weekly_cap.map(i32::from)),
    });
    insert_all(tx, resources.collect()).await?;
    let roles = agendas.iter().flat_map(|agenda| {
        agenda.resource.roles.iter().map(|role| resource_role::ActiveModel {
            resource_id: Set(agenda.resource.id.0),
            role: Set(role.name().to_owned()),
            territory_id: Set(territory),
        })
    });
    insert_all(tx, roles.collect()).await?;
    let rooms = plan.rooms.iter().map(|room| room::ActiveModel {
        resource_id: Set(room.agenda.resource.id.0),
        territory_id: Set(territory),
        site_id: Set(room.site.0),
        key: Set(room.key.clone()),
        name: Set(room.name.clone()),
    });
    insert_all(tx, rooms.collect()).await?;
    let people = plan.professionals.iter().map(|person| {
        let resource = &person.agenda.resource;
        let languages: Vec<&str> = resource.languages.iter().map(domain::visit::Language::code).collect();
        professional::ActiveModel {
            resource_id: Set(resource.id.0),
            territory_id: Set(territory),
            key: Set(person.key.clone()),
            name: Set(person.name.clone()),
            email: Set(person.email.clone()),
            languages: Set(languages.join(" ")),
            share: Set(i32::from(resource.share)),
        }
    });
    insert_all(tx, people.collect()).await?;
    for agenda in &agendas {
        insert_openings(tx, territory, agenda.resource.id.0, &agenda.openings).await?;
    }
    let absences = agendas.iter().flat_map(|agenda| {
        agenda.absences.iter().map(|span| absence_row(fresh(), territory, agenda.resource.id.0, *span))
    });
    insert_all(tx, absences.collect()).await
}

/// The row of an absence.
pub(super) fn absence_row(id: Uuid, territory: Uuid, resource: Uuid, span: Span) -> absence::ActiveModel {
    absence::ActiveModel {
        id: Set(id),
        territory_id: Set(territory),
        resource_id: Set(resource),
        from_quantum: Set(span.start.0),
        to_quantum: Set(span.end.0),
    }
}

async fn insert_openings(
    tx: &Tx,
    territory: Uuid,
    resource: Uuid,
    openings: &[Opening],
) -> Result<(), StoreError> {
    let rows = openings.iter().map(|opening| opening::ActiveModel {
        id: Set(opening.id.0),
        territory_id: Set(territory),
        resource_id: Set(resource),
        site_id: Set(opening.site.0),
        first_day: Set(opening.first_day),
        from_minute: Set(i32::from(opening.from.0)),
        to_minute: Set(i32::from(opening.to.0)),
        rule: Set(opening.rule.clone()),
        modes: Set(modes_text(opening.modes)),
    });
    insert_all(tx, rows.collect()).await?;
    let exceptions = openings.iter().flat_map(|opening| {
        opening.exceptions.iter().map(|exception| opening_exception::ActiveModel {
            opening_id: Set(opening.id.0),
            day: Set(exception.day),
            territory_id: Set(territory),
            instead_day: Set(exception.instead.map(|(day, ..)| day)),
            from_minute: Set(exception.instead.map(|(_, from, _)| i32::from(from.0))),
            to_minute: Set(exception.instead.map(|(.., to)| i32::from(to.0))),
        })
    });
    insert_all(tx, exceptions.collect()).await?;
    let visit_types = openings.iter().flat_map(|opening| {
        opening.visit_types.iter().flatten().map(|visit_type| opening_visit_type::ActiveModel {
            opening_id: Set(opening.id.0),
            visit_type_id: Set(visit_type.0),
            territory_id: Set(territory),
        })
    });
    insert_all(tx, visit_types.collect()).await
}

async fn insert_referrals(tx: &Tx, territory: Uuid, plan: &Plan) -> Result<(), StoreError> {
    let people = plan.referrals.iter().map(|referral| beneficiary::ActiveModel {
        id: Set(referral.beneficiary.0),
        territory_id: Set(territory),
        given_name: Set(referral.given_name.clone()),
        family_name: Set(referral.family_name.clone()),
        email: Set(referral.email.clone()),
        phone: Set(referral.phone.clone()),
        born_on: Set(referral.born_on),
        language: Set(referral.language.code().to_owned()),
    });
    insert_all(tx, people.collect()).await?;
    let referrals = plan.referrals.iter().map(|referral| referral::ActiveModel {
        id: Set(referral.id.0),
        territory_id: Set(territory),
        key: Set(referral.key.clone()),
        beneficiary_id: Set(referral.beneficiary.0),
        received_on: Set(referral.received_on),
        organisation_id: Set(referral.organisation.map(|organisation| organisation.0)),
        site_id: Set(referral.site.map(|site| site.0)),
        referent_id: Set(referral.referent.map(|referent| referent.0)),
        interpreter: Set(referral.interpreter.as_ref().map(|language| language.code().to_owned())),
        first_offered_at: Set(None),
        booked_at: Set(None),
        attended_at: Set(None),
        closed_on: Set(None),
        closed_why: Set(None),
    });
    insert_all(tx, referrals.collect()).await
}
