//! Who serves a person: what a right over them depends on.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{AppointmentId, BeneficiaryId, OrganisationId, ReferralId, ResourceId, TerritoryId};
use domain::rights::AccessTarget;
use entity::column::Id;
use entity::{appointment, professional_organisation, referral, team_member};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::store::error::StoreError;

/// A person as a thing of the rights: the organisations that referred them or have somebody in a team of theirs, and
/// the professionals who receive them or are named as their referents.
///
/// # Errors
/// [`StoreError`].
pub async fn of_person(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    person: BeneficiaryId,
) -> Result<AccessTarget, StoreError> {
    let files = referral::Entity::find()
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.beneficiary_id.eq(Id(person)))
        .all(db)
        .await?;
    let theirs = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::Id)
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::COLUMN.referral_id.is_in(files.iter().map(|file| file.id)))
        .into_query();
    let team: Vec<Id<ResourceId>> = team_member::Entity::find()
        .select_only()
        .column(team_member::Column::ResourceId)
        .distinct()
        .filter(team_member::Column::AppointmentId.in_subquery(theirs))
        .into_tuple()
        .all(db)
        .await?;
    let works_for: Vec<Id<OrganisationId>> = professional_organisation::Entity::find()
        .select_only()
        .column(professional_organisation::Column::OrganisationId)
        .distinct()
        .filter(professional_organisation::COLUMN.professional_id.is_in(team.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let organisations: BTreeSet<OrganisationId> =
        files.iter().filter_map(|file| file.organisation_id).chain(works_for).map(|id| id.0).collect();
    let professionals: BTreeSet<ResourceId> =
        files.iter().filter_map(|file| file.referent_id).chain(team).map(|id| id.0).collect();
    Ok(AccessTarget::beneficiary(territory, organisations, professionals))
}

/// Appointments as things of the rights: their sites, their teams, the organisations of these and those that referred
/// the persons. Those of other territories are left out.
///
/// # Errors
/// [`StoreError`].
pub async fn of_appointments(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    appointments: &[AppointmentId],
) -> Result<BTreeMap<AppointmentId, AccessTarget>, StoreError> {
    let mut found = appointment::Entity::find()
        .filter(appointment::COLUMN.id.is_in(appointments.iter().copied().map(Id)))
        .all(db)
        .await?;
    found.retain(|row| row.territory_id.0 == territory);
    let referred: BTreeMap<Id<ReferralId>, Option<Id<OrganisationId>>> = referral::Entity::find()
        .select_only()
        .column(referral::Column::Id)
        .column(referral::Column::OrganisationId)
        .filter(referral::COLUMN.id.is_in(found.iter().map(|row| row.referral_id)))
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let seats: Vec<(Id<AppointmentId>, Id<ResourceId>)> = team_member::Entity::find()
        .select_only()
        .column(team_member::Column::AppointmentId)
        .column(team_member::Column::ResourceId)
        .filter(team_member::COLUMN.appointment_id.is_in(found.iter().map(|row| row.id)))
        .into_tuple()
        .all(db)
        .await?;
    let works_for: Vec<(Id<ResourceId>, Id<OrganisationId>)> = professional_organisation::Entity::find()
        .select_only()
        .column(professional_organisation::Column::ProfessionalId)
        .column(professional_organisation::Column::OrganisationId)
        .filter(professional_organisation::COLUMN.professional_id.is_in(seats.iter().map(|(_, who)| *who)))
        .into_tuple()
        .all(db)
        .await?;
    let thing = |row: appointment::Model| {
        let team: BTreeSet<Id<ResourceId>> =
            seats.iter().filter(|(of, _)| *of == row.id).map(|(_, resource)| *resource).collect();
        let theirs =
            works_for.iter().filter(|(who, _)| team.contains(who)).map(|(_, organisation)| *organisation);
        let organisations = theirs.chain(referred.get(&row.referral_id).copied().flatten());
        let thing = AccessTarget::appointment(
            territory,
            row.site_id.0,
            organisations.map(|id| id.0),
            team.iter().map(|id| id.0),
        );
        (row.id.0, thing)
    };
    Ok(found.into_iter().map(thing).collect())
}
