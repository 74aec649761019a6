//! Reads a whole territory back as a document describes it: no appointment, no busy time from elsewhere.

use std::collections::BTreeMap;

use domain::ids::{BeneficiaryId, OrganisationId, ResourceId, TerritoryId};
use domain::territory_document::{Professional, Referral, Room, ValidatedAgenda, ValidatedTerritory};
use domain::time::{Quantum, Span};
use entity::column::Id;
use entity::{absence, beneficiary, professional, professional_organisation, referral, room};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::store::agendas::{self, ResourceSelection};
use crate::store::error::StoreError;
use crate::store::{organisations, territories};

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
    let mut agenda_of = |resource: ResourceId| {
        agendas.remove(&resource).ok_or_else(|| StoreError::Corrupt {
            column: "resource.id".to_owned(),
            found: resource.to_string(),
            wanted: "a resource of this territory",
        })
    };
    let rooms = room::Entity::find().filter(room::COLUMN.territory_id.eq(Id(id))).all(db).await?;
    let rooms = rooms
        .into_iter()
        .map(|row| {
            let agenda = agenda_of(row.resource_id.0)?;
            Ok(Room { key: row.key, name: row.name, site: row.site_id.0, agenda })
        })
        .collect::<Result<_, StoreError>>()?;
    let mut works_for: BTreeMap<Id<ResourceId>, Vec<OrganisationId>> = BTreeMap::new();
    let rows = professional_organisation::Entity::find()
        .filter(professional_organisation::COLUMN.territory_id.eq(Id(id)))
        .all(db)
        .await?;
    for row in rows {
        works_for.entry(row.professional_id).or_default().push(row.organisation_id.0);
    }
    let people =
        professional::Entity::find().filter(professional::COLUMN.territory_id.eq(Id(id))).all(db).await?;
    let professionals = people
        .into_iter()
        .map(|row| {
            let agenda = agenda_of(row.resource_id.0)?;
            let organisations = works_for.remove(&row.resource_id).unwrap_or_default();
            Ok(Professional {
                key: row.key,
                name: row.name,
                email: row.email,
                organisations,
                states_share: true,
                agenda,
            })
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
    for row in absence::Entity::find().filter(absence::COLUMN.territory_id.eq(Id(id))).all(db).await? {
        if let Some(agenda) = agendas.get_mut(&row.resource_id.0) {
            agenda.absences.push(Span::new(Quantum(row.from_quantum), Quantum(row.to_quantum)));
        }
    }
    Ok(agendas)
}

async fn referrals(db: &impl ConnectionTrait, id: TerritoryId) -> Result<Vec<Referral>, StoreError> {
    let people =
        beneficiary::Entity::find().filter(beneficiary::COLUMN.territory_id.eq(Id(id))).all(db).await?;
    let people: BTreeMap<Id<BeneficiaryId>, beneficiary::Model> =
        people.into_iter().map(|row| (row.id, row)).collect();
    let rows = referral::Entity::find().filter(referral::COLUMN.territory_id.eq(Id(id))).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let person = people.get(&row.beneficiary_id).cloned().ok_or_else(|| StoreError::Corrupt {
                column: "referral.beneficiary_id".to_owned(),
                found: row.beneficiary_id.0.to_string(),
                wanted: "a beneficiary of this territory",
            })?;
            Ok(Referral {
                id: row.id.0,
                key: row.key,
                beneficiary: row.beneficiary_id.0,
                given_name: person.given_name,
                family_name: person.family_name,
                email: person.email,
                phone: person.phone,
                born_on: person.born_on,
                language: Some(person.language.0),
                organisation: row.organisation_id.map(|id| id.0),
                received_on: row.received_on,
                site: row.site_id.map(|id| id.0),
                referent: row.referent_id.map(|id| id.0),
                interpreter: row.interpreter.map(|language| language.0),
            })
        })
        .collect()
}
