//! Who serves a person: what a right over them depends on.

use std::collections::BTreeSet;

use domain::ids::{BeneficiaryId, OrganisationId, ResourceId, TerritoryId};
use domain::rights::Thing;
use entity::{appointment, professional_organisation, referral, team_member};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::error::StoreError;

/// A person as a thing of the rights: the organisations that referred them or have somebody in a team of theirs, and
/// the professionals who receive them or are named as their referents.
///
/// # Errors
/// [`StoreError`].
pub async fn of_person(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    person: BeneficiaryId,
) -> Result<Thing, StoreError> {
    let files = referral::Entity::find()
        .filter(referral::COLUMN.territory_id.eq(territory.0))
        .filter(referral::COLUMN.beneficiary_id.eq(person.0))
        .all(db)
        .await?;
    let theirs = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::Id)
        .filter(appointment::COLUMN.territory_id.eq(territory.0))
        .filter(appointment::COLUMN.referral_id.is_in(files.iter().map(|file| file.id)))
        .into_query();
    let team: Vec<Uuid> = team_member::Entity::find()
        .select_only()
        .column(team_member::Column::ResourceId)
        .distinct()
        .filter(team_member::Column::AppointmentId.in_subquery(theirs))
        .into_tuple()
        .all(db)
        .await?;
    let works_for: Vec<Uuid> = professional_organisation::Entity::find()
        .select_only()
        .column(professional_organisation::Column::OrganisationId)
        .distinct()
        .filter(professional_organisation::COLUMN.professional_id.is_in(team.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let organisations: BTreeSet<OrganisationId> =
        files.iter().filter_map(|file| file.organisation_id).chain(works_for).map(OrganisationId).collect();
    let professionals: BTreeSet<ResourceId> =
        files.iter().filter_map(|file| file.referent_id).chain(team).map(ResourceId).collect();
    Ok(Thing::person(territory, organisations, professionals))
}
