//! Set up: stores a whole new territory.

use domain::fault::Fault;
use domain::ids::TerritoryId;
use domain::territory_document::{KnownIds, TerritoryDocument};
use domain::zone;
use thiserror::Error;

use crate::actions::kit::error::Error;
use crate::context::Context;
use crate::store::{StoreError, UniqueKey, territories, territory_documents};

/// Why a territory is not set up.
#[derive(Debug, Error)]
pub enum CreateTerritoryError {
    /// The document has faults; nothing was stored.
    #[error("the territory has {} fault(s); nothing was stored", .0.len())]
    Faults(Vec<Fault>),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database, tried again and again.
    #[error(transparent)]
    Action(#[from] Error),
}

/// Stores the territory that `blueprint` describes, whole or not at all.
///
/// # Errors
/// [`CreateTerritoryError::Faults`] with everything that is wrong, [`CreateTerritoryError::Store`].
pub async fn create_territory(
    ctx: &Context,
    blueprint: &TerritoryDocument,
) -> Result<TerritoryId, CreateTerritoryError> {
    let now = ctx.now();
    let zone = zone::french_zone(&blueprint.time_zone).unwrap_or(chrono_tz::Tz::Europe__Paris);
    let today = zone::to_local(zone, now).date();
    let plan = blueprint
        .validate(&KnownIds::default(), &mut || ctx.new_id(), today)
        .map_err(CreateTerritoryError::Faults)?;
    let tx = ctx.db.begin().await?;
    if territories::by_key(&tx, &blueprint.key).await?.is_some() {
        return Err(there_already(&blueprint.key));
    }
    if let Err(error) = territory_documents::insert(&tx, &plan, now, &|| ctx.new_id()).await {
        drop(tx);
        let overtaken = error.unique_key() == Some(UniqueKey::Territory)
            && territories::by_key(ctx.db.read(), &blueprint.key).await?.is_some();
        return Err(if overtaken { there_already(&blueprint.key) } else { error.into() });
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(plan.territory.id)
}

fn there_already(key: &str) -> CreateTerritoryError {
    let found = format!("a territory {key:?} is there already");
    CreateTerritoryError::Faults(vec![Fault::new("key", found, "choose another key")])
}
