//! The partners of a territory.

use domain::ids::TerritoryId;
use domain::territory_document::Organisation;
use entity::column::Id;
use entity::organisation;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::error::StoreError;

/// The organisations of a territory, by key.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
) -> Result<Vec<Organisation>, StoreError> {
    let rows = organisation::Entity::find()
        .filter(organisation::COLUMN.territory_id.eq(Id(territory)))
        .order_by_asc(organisation::COLUMN.key)
        .all(db)
        .await?;
    let read = |row: organisation::Model| Organisation {
        id: row.id.0,
        key: row.key,
        name: row.name,
        kind: row.kind,
    };
    Ok(rows.into_iter().map(read).collect())
}
