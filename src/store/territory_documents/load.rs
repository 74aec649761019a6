//! Reads a whole territory back as a document describes it: no appointment, no busy time from elsewhere.

use std::collections::BTreeMap;

use domain::ids::{BeneficiaryId, OrganisationId, ReferralId, ResourceId, SiteId, TerritoryId};
use domain::territory_document::{Professional, Referral, Room, ValidatedAgenda, ValidatedTerritory};
use domain::time::{Quantum, Span};
use entity::{absence, beneficiary, professional, professional_organisation, referral, room};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::store::agendas::{self, ResourceSelection};
use crate::store::error::StoreError;
use crate::store::{columns, organisations, territories};

/// The territory as it is stored; `None` for an unknown one.
///
/// # Errors
/// [`StoreError`].
pub async fn load(
    db: &impl ConnectionTrait,
    id: TerritoryId,
) -> Result<Option<ValidatedTerritory>, StoreError> {
    let Some(territory) = territories::load(db, id).await? else { return Ok(None) };
    let mut agendas = agendas(db, id).await?;
    let mut agenda_of = |resource: Uuid| {
        agendas.remove(&ResourceId(resource)).ok_or_else(|| StoreError::Corrupt {
            table: "resource",
            found: resource.to_string(),
            wanted: "a resource of this territory",
        })
    };
    let rooms = room::Entity::find().filter(room::COLUMN.territory_id.eq(id.0)).all(db).await?;
    let rooms = rooms
        .into_iter()
        .map(|row| {
            let agenda = agenda_of(row.resource_id)?;
            Ok(Room { key: row.key, name: row.name, site: SiteId(row.site_id), agenda })
        })
        .collect::<Result<_, StoreError>>()?;
    let mut works_for: BTreeMap<Uuid, Vec<OrganisationId>> = BTreeMap::new();
    let rows = professional_organisation::Entity::find()
        .filter(professional_organisation::COLUMN.territory_id.eq(id.0))
        .all(db)
        .await?;
    for row in rows {
        works_for.entry(row.professional_id).or_default().push(OrganisationId(row.organisation_id));
    }
    let people =
        professional::Entity::find().filter(professional::COLUMN.territory_id.eq(id.0)).all(db).await?;
    let professionals = people
        .into_iter()
        .map(|row| {
            let agenda = agenda_of(row.resource_id)?;
            let organisations = works_for.remove(&row.resource_id).unwrap_or_default();
            Ok(Professional { key: row.key, name: row.name, email: row.email, organisations, agenda })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(Some(ValidatedTerritory {
        site_order: territories::site_order(db, id).await?,
        organisations: organisations::list(db, id).await?,
        rooms,
        professionals,
        referrals: referrals(db, id).await?,
        territory,
    }))
}

async fn agendas(
    db: &impl ConnectionTrait,
    id: TerritoryId,
) -> Result<BTreeMap<ResourceId, ValidatedAgenda>, StoreError> {
    let resources = agendas::resources(db, id, ResourceSelection::All).await?;
    let mut agendas: BTreeMap<ResourceId, ValidatedAgenda> = resources
        .into_iter()
        .map(|(id, facts)| {
            let agenda =
                ValidatedAgenda { resource: facts.resource, openings: Vec::new(), absences: Vec::new() };
            (id, agenda)
        })
        .collect();
    for (of, opening) in agendas::openings(db, id, ResourceSelection::All).await? {
        if let Some(agenda) = agendas.get_mut(&of) {
            agenda.openings.push(opening);
        }
    }
    for row in absence::Entity::find().filter(absence::COLUMN.territory_id.eq(id.0)).all(db).await? {
        if let Some(agenda) = agendas.get_mut(&ResourceId(row.resource_id)) {
            agenda.absences.push(Span::new(Quantum(row.from_quantum), Quantum(row.to_quantum)));
        }
    }
    Ok(agendas)
}

async fn referrals(db: &impl ConnectionTrait, id: TerritoryId) -> Result<Vec<Referral>, StoreError> {
    let people =
        beneficiary::Entity::find().filter(beneficiary::COLUMN.territory_id.eq(id.0)).all(db).await?;
    let people: BTreeMap<Uuid, beneficiary::Model> = people.into_iter().map(|row| (row.id, row)).collect();
    let rows = referral::Entity::find().filter(referral::COLUMN.territory_id.eq(id.0)).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let person = people.get(&row.beneficiary_id).cloned().ok_or_else(|| StoreError::Corrupt {
                table: "referral",
                found: row.beneficiary_id.to_string(),
                wanted: "a beneficiary of this territory",
            })?;
            let interpreter = row.interpreter.as_deref().map(|code| columns::language("referral", code));
            Ok(Referral {
                id: ReferralId(row.id),
                key: row.key,
                beneficiary: BeneficiaryId(row.beneficiary_id),
                given_name: person.given_name,
                family_name: person.family_name,
                email: person.email,
                phone: person.phone,
                born_on: person.born_on,
                language: columns::language("beneficiary", &person.language)?,
                organisation: row.organisation_id.map(OrganisationId),
                received_on: row.received_on,
                site: row.site_id.map(SiteId),
                referent: row.referent_id.map(ResourceId),
                interpreter: interpreter.transpose()?,
            })
        })
        .collect()
}
