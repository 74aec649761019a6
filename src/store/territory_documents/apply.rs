//! Brings a stored territory to what a document says: rows are added and changed, none is taken away but the parts of
//! what is changed.

use std::collections::BTreeMap;

use domain::agenda::Opening;
use domain::ids::{OpeningId, ReferralId, ResourceId, SiteId, TerritoryId, VisitTypeId};
use domain::territory::Site;
use domain::territory_document::{Professional, Room, TerritoryChanges};
use domain::visit::VisitType;
use entity::column::{Id, Number};
use entity::{
    beneficiary, legal_limit, opening, opening_exception, opening_visit_type, organisation, professional,
    professional_organisation, referral, resource, resource_role, room, site, site_hours, territory, travel,
    visit_type, visit_type_role,
};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::insert::{
    NewId, index_people, insert_limits, insert_openings, insert_parts_of_openings, insert_professionals,
    insert_referrals, insert_rooms, insert_sites, insert_visit_types, insert_ways,
};
use super::rows;
use crate::store::agendas::{self, absence_row};
use crate::store::bulk::{ROWS_AT_ONCE, insert_all};
use crate::store::db::Tx;
use crate::store::error::StoreError;

/// Makes the changes. Referrals are locked before resources, as a booking does, so that neither waits for the other;
/// the revision of each agenda that changes grows, and the territory's when it is rebuilt.
///
/// # Errors
/// [`StoreError`]; the transaction must then be dropped.
pub async fn apply(tx: &Tx, changes: &TerritoryChanges, new_id: NewId<'_>) -> Result<(), StoreError> {
    let id = changes.territory.id;
    lock_referrals(tx, changes).await?;
    let agendas: Vec<ResourceId> = changes.agendas.iter().copied().collect();
    for some in agendas.chunks(ROWS_AT_ONCE) {
        agendas::lock(tx, changes.territory.id, some).await?;
    }
    let partners = &changes.organisations;
    insert_all(tx, partners.new.iter().map(|partner| rows::organisation_row(id, partner)).collect()).await?;
    for partner in &partners.changed {
        update::<organisation::Entity, _>(tx, rows::organisation_row(id, partner)).await?;
    }
    if changes.is_rebuilt {
        rebuild(tx, changes, new_id).await?;
    }
    insert_rooms(tx, id, &changes.rooms.new.iter().collect::<Vec<_>>()).await?;
    change_rooms(tx, id, &changes.rooms.changed).await?;
    insert_professionals(tx, id, &changes.professionals.new.iter().collect::<Vec<_>>()).await?;
    change_professionals(tx, id, &changes.professionals.changed).await?;
    insert_openings(tx, id, &borrowed(&changes.openings.new)).await?;
    change_openings(tx, id, &changes.openings.changed).await?;
    let absences = changes.absences.new.iter().map(|(of, span)| absence_row(new_id(), id, *of, *span));
    insert_all(tx, absences.collect()).await?;
    insert_referrals(tx, id, &changes.referrals.new.iter().collect::<Vec<_>>()).await?;
    for referral in &changes.referrals.changed {
        update::<beneficiary::Entity, _>(tx, rows::beneficiary_row(id, referral)).await?;
        update::<referral::Entity, _>(tx, rows::referral_row(id, referral, false)).await?;
    }
    index_people(tx, id, changes.referrals.changed.iter()).await?;
    for some in agendas.chunks(ROWS_AT_ONCE) {
        agendas::bump(tx, changes.territory.id, some).await?;
    }
    Ok(())
}

async fn update<E, A>(tx: &Tx, row: A) -> Result<(), StoreError>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + sea_orm::ActiveModelBehavior + Send,
    E::Model: IntoActiveModel<A>,
{
    E::update(row).exec(tx).await?;
    Ok(())
}

/// Takes rows away whose `column` is one of `ids`.
async fn delete<E: EntityTrait, T: Copy + Into<Uuid>>(
    tx: &Tx,
    column: E::Column,
    ids: &[T],
) -> Result<(), StoreError> {
    for some in ids.chunks(ROWS_AT_ONCE) {
        E::delete_many().filter(column.is_in(some.iter().copied().map(Id))).exec(tx).await?;
    }
    Ok(())
}

async fn lock_referrals(tx: &Tx, changes: &TerritoryChanges) -> Result<(), StoreError> {
    let mut ids: Vec<ReferralId> = changes.referrals.changed.iter().map(|referral| referral.id).collect();
    ids.sort_unstable();
    for some in ids.chunks(ROWS_AT_ONCE) {
        let _locked: Vec<Id<ReferralId>> = referral::Entity::find()
            .select_only()
            .column(referral::Column::Id)
            .filter(referral::Column::Id.is_in(some.iter().copied().map(Id)))
            .order_by_asc(referral::COLUMN.id)
            .lock(LockType::Update)
            .into_tuple()
            .all(tx)
            .await?;
    }
    Ok(())
}

/// The territory itself, limits, sites, ways and visit types.
async fn rebuild(tx: &Tx, changes: &TerritoryChanges, new_id: NewId<'_>) -> Result<(), StoreError> {
    let id = changes.territory.id;
    update::<territory::Entity, _>(tx, rows::territory_row(&changes.territory, None)).await?;
    territory::Entity::update_many()
        .col_expr(territory::COLUMN.revision, Expr::col(territory::Column::Revision).add(1))
        .filter(territory::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    insert_limits(tx, id, changes.limits.new.iter(), new_id).await?;
    for limit in &changes.limits.changed {
        legal_limit::Entity::update_many()
            .col_expr(legal_limit::COLUMN.days, Expr::value(Number(limit.days)))
            .col_expr(legal_limit::COLUMN.source, Expr::value(limit.source.clone()))
            .filter(legal_limit::COLUMN.territory_id.eq(Id(id)))
            .filter(legal_limit::COLUMN.from_day.eq(limit.from))
            .exec(tx)
            .await?;
    }
    let positions: BTreeMap<SiteId, i32> = changes.site_order.iter().copied().zip(0..).collect();
    #[expect(clippy::expect_used, reason = "a document's order of sites holds every site of the document")]
    let position = |of: &Site| *positions.get(&of.id).expect("every site has its place in the order");
    let new: Vec<(&Site, i32)> = changes.sites.new.iter().map(|site| (site, position(site))).collect();
    insert_sites(tx, id, &new, new_id).await?;
    let other: Vec<SiteId> = changes.sites.changed.iter().map(|site| site.id).collect();
    delete::<site_hours::Entity, _>(tx, site_hours::Column::SiteId, &other).await?;
    for place in &changes.sites.changed {
        update::<site::Entity, _>(tx, rows::site_row(id, place, position(place))).await?;
        insert_all(tx, rows::hours_rows(id, place, new_id).collect()).await?;
    }
    for (place, position) in changes.site_order.iter().zip(0_i32..) {
        site::Entity::update_many()
            .col_expr(site::COLUMN.position, Expr::value(position))
            .filter(site::COLUMN.id.eq(Id(*place)))
            .filter(site::COLUMN.position.ne(position))
            .exec(tx)
            .await?;
    }
    insert_ways(tx, id, changes.travel.new.iter().copied()).await?;
    for (way, minutes) in &changes.travel.changed {
        update::<travel::Entity, _>(tx, rows::travel_row(id, *way, *minutes)).await?;
    }
    insert_visit_types(tx, id, &changes.visit_types.new.iter().collect::<Vec<_>>()).await?;
    change_visit_types(tx, id, &changes.visit_types.changed).await
}

async fn change_visit_types(tx: &Tx, territory: TerritoryId, kinds: &[VisitType]) -> Result<(), StoreError> {
    let ids: Vec<VisitTypeId> = kinds.iter().map(|kind| kind.id).collect();
    delete::<visit_type_role::Entity, _>(tx, visit_type_role::Column::VisitTypeId, &ids).await?;
    for kind in kinds {
        update::<visit_type::Entity, _>(tx, rows::visit_type_row(territory, kind)).await?;
    }
    insert_all(tx, kinds.iter().flat_map(|kind| rows::need_rows(territory, kind)).collect()).await
}

async fn change_rooms(tx: &Tx, territory: TerritoryId, rooms: &[Room]) -> Result<(), StoreError> {
    let ids: Vec<ResourceId> = rooms.iter().map(|room| room.agenda.resource.id).collect();
    delete::<resource_role::Entity, _>(tx, resource_role::Column::ResourceId, &ids).await?;
    for place in rooms {
        let resource = &place.agenda.resource;
        update::<resource::Entity, _>(tx, rows::resource_row(territory, resource, false)).await?;
        update::<room::Entity, _>(tx, rows::room_row(territory, place)).await?;
    }
    let roles = rooms.iter().flat_map(|room| rows::role_rows(territory, &room.agenda.resource));
    insert_all(tx, roles.collect()).await
}

async fn change_professionals(
    tx: &Tx,
    territory: TerritoryId,
    people: &[Professional],
) -> Result<(), StoreError> {
    let ids: Vec<ResourceId> = people.iter().map(|person| person.agenda.resource.id).collect();
    delete::<resource_role::Entity, _>(tx, resource_role::Column::ResourceId, &ids).await?;
    let works_for = professional_organisation::Column::ProfessionalId;
    delete::<professional_organisation::Entity, _>(tx, works_for, &ids).await?;
    for person in people {
        let resource = &person.agenda.resource;
        update::<resource::Entity, _>(tx, rows::resource_row(territory, resource, false)).await?;
        update::<professional::Entity, _>(tx, rows::professional_row(territory, person)).await?;
    }
    let roles = people.iter().flat_map(|person| rows::role_rows(territory, &person.agenda.resource));
    insert_all(tx, roles.collect()).await?;
    let works_for = people.iter().flat_map(|person| rows::works_for_rows(territory, person));
    insert_all(tx, works_for.collect()).await
}

async fn change_openings(
    tx: &Tx,
    territory: TerritoryId,
    openings: &[(ResourceId, Opening)],
) -> Result<(), StoreError> {
    let ids: Vec<OpeningId> = openings.iter().map(|(_, opening)| opening.id).collect();
    delete::<opening_exception::Entity, _>(tx, opening_exception::Column::OpeningId, &ids).await?;
    delete::<opening_visit_type::Entity, _>(tx, opening_visit_type::Column::OpeningId, &ids).await?;
    for (whose, line) in openings {
        update::<opening::Entity, _>(tx, rows::opening_row(territory, *whose, line)).await?;
    }
    insert_parts_of_openings(tx, territory, &borrowed(openings)).await
}

fn borrowed(openings: &[(ResourceId, Opening)]) -> Vec<(ResourceId, &Opening)> {
    openings.iter().map(|(whose, opening)| (*whose, opening)).collect()
}
