//! Stores a whole territory, and the rows that an import adds to one.

use chrono::{DateTime, Utc};
use domain::agenda::Opening;
use domain::ids::{BeneficiaryId, ResourceId, SiteId, TerritoryId};
use domain::territory::{LegalLimit, Site};
use domain::territory_document::{Professional, Referral, Room, ValidatedAgenda, ValidatedTerritory};
use domain::time::Minutes;
use domain::visit::VisitType;
use uuid::Uuid;

use super::rows;
use crate::store::agendas::absence_row;
use crate::store::beneficiary_search;
use crate::store::bulk::insert_all;
use crate::store::db::Tx;
use crate::store::error::StoreError;

/// Gives a new identifier at each call.
pub(super) type NewId<'a> = &'a (dyn Fn() -> Uuid + Sync);

/// Stores the whole plan. `new_id` gives a new identifier at each call.
///
/// # Errors
/// [`StoreError`]; the transaction must then be dropped.
pub async fn insert(
    tx: &Tx,
    plan: &ValidatedTerritory,
    now: DateTime<Utc>,
    new_id: NewId<'_>,
) -> Result<(), StoreError> {
    let territory = &plan.territory;
    let id = territory.id;
    insert_all(tx, vec![rows::territory_row(territory, Some(now))]).await?;
    let organisations =
        plan.organisations.iter().map(|organisation| rows::organisation_row(id, organisation));
    insert_all(tx, organisations.collect()).await?;
    insert_limits(tx, id, territory.limits.iter(), new_id).await?;
    let sites: Vec<(&Site, i32)> =
        plan.site_order.iter().filter_map(|id| territory.sites.get(id)).zip(0..).collect();
    insert_sites(tx, id, &sites, new_id).await?;
    insert_ways(tx, id, territory.travel.iter().map(|(way, minutes)| (*way, *minutes))).await?;
    insert_visit_types(tx, id, &territory.visit_types.values().collect::<Vec<_>>()).await?;
    insert_rooms(tx, id, &plan.rooms.iter().collect::<Vec<_>>()).await?;
    insert_professionals(tx, id, &plan.professionals.iter().collect::<Vec<_>>()).await?;
    let agendas: Vec<&ValidatedAgenda> = (plan.rooms.iter().map(|room| &room.agenda))
        .chain(plan.professionals.iter().map(|person| &person.agenda))
        .collect();
    let openings: Vec<(ResourceId, &Opening)> = agendas
        .iter()
        .flat_map(|agenda| agenda.openings.iter().map(|opening| (agenda.resource.id, opening)))
        .collect();
    insert_openings(tx, id, &openings).await?;
    let absences = agendas.iter().flat_map(|agenda| {
        agenda.absences.iter().map(|span| absence_row(new_id(), id, agenda.resource.id, *span))
    });
    insert_all(tx, absences.collect()).await?;
    insert_referrals(tx, id, &plan.referrals.iter().collect::<Vec<_>>()).await
}

pub(super) async fn insert_limits(
    tx: &Tx,
    territory: TerritoryId,
    limits: impl Iterator<Item = &LegalLimit>,
    new_id: NewId<'_>,
) -> Result<(), StoreError> {
    insert_all(tx, limits.map(|limit| rows::limit_row(new_id(), territory, limit)).collect()).await
}

/// Sites, each with its place in the order of screens.
pub(super) async fn insert_sites(
    tx: &Tx,
    territory: TerritoryId,
    sites: &[(&Site, i32)],
    new_id: NewId<'_>,
) -> Result<(), StoreError> {
    let places = sites.iter().map(|(site, position)| rows::site_row(territory, site, *position));
    insert_all(tx, places.collect()).await?;
    let hours = sites.iter().flat_map(|(site, _)| rows::hours_rows(territory, site, new_id));
    insert_all(tx, hours.collect()).await
}

pub(super) async fn insert_ways(
    tx: &Tx,
    territory: TerritoryId,
    ways: impl Iterator<Item = ((SiteId, SiteId), Minutes)>,
) -> Result<(), StoreError> {
    insert_all(tx, ways.map(|(way, minutes)| rows::travel_row(territory, way, minutes)).collect()).await
}

pub(super) async fn insert_visit_types(
    tx: &Tx,
    territory: TerritoryId,
    kinds: &[&VisitType],
) -> Result<(), StoreError> {
    insert_all(tx, kinds.iter().map(|kind| rows::visit_type_row(territory, kind)).collect()).await?;
    insert_all(tx, kinds.iter().flat_map(|kind| rows::need_rows(territory, kind)).collect()).await
}

/// Rooms, without their openings.
pub(super) async fn insert_rooms(tx: &Tx, territory: TerritoryId, rooms: &[&Room]) -> Result<(), StoreError> {
    insert_resources(tx, territory, rooms.iter().map(|room| &room.agenda)).await?;
    insert_all(tx, rooms.iter().map(|room| rows::room_row(territory, room)).collect()).await
}

/// Professionals, without their openings and absences.
pub(super) async fn insert_professionals(
    tx: &Tx,
    territory: TerritoryId,
    people: &[&Professional],
) -> Result<(), StoreError> {
    insert_resources(tx, territory, people.iter().map(|person| &person.agenda)).await?;
    insert_all(tx, people.iter().map(|person| rows::professional_row(territory, person)).collect()).await?;
    let works_for = people.iter().flat_map(|person| rows::works_for_rows(territory, person));
    insert_all(tx, works_for.collect()).await
}

async fn insert_resources(
    tx: &Tx,
    territory: TerritoryId,
    agendas: impl Iterator<Item = &ValidatedAgenda> + Clone,
) -> Result<(), StoreError> {
    let resources = agendas.clone().map(|agenda| rows::resource_row(territory, &agenda.resource, true));
    insert_all(tx, resources.collect()).await?;
    insert_all(tx, agendas.flat_map(|agenda| rows::role_rows(territory, &agenda.resource)).collect()).await
}

pub(super) async fn insert_openings(
    tx: &Tx,
    territory: TerritoryId,
    openings: &[(ResourceId, &Opening)],
) -> Result<(), StoreError> {
    let lines = openings.iter().map(|(whose, opening)| rows::opening_row(territory, *whose, opening));
    insert_all(tx, lines.collect()).await?;
    insert_parts_of_openings(tx, territory, openings).await
}

/// The days that are not like the others, and the visit types the openings are kept for.
pub(super) async fn insert_parts_of_openings(
    tx: &Tx,
    territory: TerritoryId,
    openings: &[(ResourceId, &Opening)],
) -> Result<(), StoreError> {
    let exceptions = openings.iter().flat_map(|(_, opening)| rows::exception_rows(territory, opening));
    insert_all(tx, exceptions.collect()).await?;
    let kept_for = openings.iter().flat_map(|(_, opening)| rows::kept_for_rows(territory, opening));
    insert_all(tx, kept_for.collect()).await
}

pub(super) async fn insert_referrals(
    tx: &Tx,
    territory: TerritoryId,
    referrals: &[&Referral],
) -> Result<(), StoreError> {
    let people = referrals.iter().map(|referral| rows::beneficiary_row(territory, referral));
    insert_all(tx, people.collect()).await?;
    let requests = referrals.iter().map(|referral| rows::referral_row(territory, referral, true));
    insert_all(tx, requests.collect()).await?;
    index_people(tx, territory, referrals.iter().copied()).await
}

/// Has the people of these referrals found by what they are called now.
pub(super) async fn index_people(
    tx: &Tx,
    territory: TerritoryId,
    referrals: impl Iterator<Item = &Referral>,
) -> Result<(), StoreError> {
    let people: Vec<BeneficiaryId> = referrals.map(|referral| referral.beneficiary).collect();
    beneficiary_search::index(tx, territory, &people).await
}
