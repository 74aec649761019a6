//! Professionals and rooms by name: for messages, screens and the command line.

use domain::ids::{OrganisationId, ResourceId, TerritoryId};
use entity::column::Id;
use entity::{professional, professional_organisation, room};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::store::error::StoreError;

/// Somebody or something that can be in a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Identifier.
    pub id: ResourceId,
    /// Short name in files.
    pub key: String,
    /// Name.
    pub name: String,
    /// Where invitations go; none for a room.
    pub email: Option<String>,
}

impl From<professional::Model> for Member {
    fn from(row: professional::Model) -> Self {
        Self { id: row.resource_id.0, key: row.key, name: row.name, email: Some(row.email) }
    }
}

impl From<room::Model> for Member {
    fn from(row: room::Model) -> Self {
        Self { id: row.resource_id.0, key: row.key, name: row.name, email: None }
    }
}

/// The professionals of a territory, by key.
///
/// # Errors
/// [`StoreError`].
pub async fn professionals(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
) -> Result<Vec<Member>, StoreError> {
    let rows = professional::Entity::find()
        .filter(professional::COLUMN.territory_id.eq(Id(territory)))
        .order_by_asc(professional::COLUMN.key)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Member::from).collect())
}

/// The organisations a professional works for.
///
/// # Errors
/// [`StoreError`].
pub async fn organisations_of(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    professional: ResourceId,
) -> Result<Vec<OrganisationId>, StoreError> {
    let rows = professional_organisation::Entity::find()
        .filter(professional_organisation::COLUMN.territory_id.eq(Id(territory)))
        .filter(professional_organisation::COLUMN.professional_id.eq(Id(professional)))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.organisation_id.0).collect())
}

/// The professional called `key`.
///
/// # Errors
/// [`StoreError`].
pub async fn professional_by_key(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    key: &str,
) -> Result<Option<Member>, StoreError> {
    let row = professional::Entity::find()
        .filter(professional::COLUMN.territory_id.eq(Id(territory)))
        .filter(professional::COLUMN.key.eq(key))
        .one(db)
        .await?;
    Ok(row.map(Member::from))
}

/// The professionals and rooms with these identifiers.
///
/// # Errors
/// [`StoreError`].
pub async fn members(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    ids: &[ResourceId],
) -> Result<Vec<Member>, StoreError> {
    let people = professional::Entity::find()
        .filter(professional::COLUMN.territory_id.eq(Id(territory)))
        .filter(professional::COLUMN.resource_id.is_in(ids.iter().copied().map(Id)))
        .all(db)
        .await?;
    let rooms = room::Entity::find()
        .filter(room::COLUMN.territory_id.eq(Id(territory)))
        .filter(room::COLUMN.resource_id.is_in(ids.iter().copied().map(Id)))
        .all(db)
        .await?;
    Ok(people.into_iter().map(Member::from).chain(rooms.into_iter().map(Member::from)).collect())
}
