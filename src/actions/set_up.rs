//! Set up: stores a whole new territory.

use domain::blueprint::{Blueprint, Known};
use domain::fault::Fault;
use domain::ids::TerritoryId;
use domain::zone;
use thiserror::Error;

use super::error::Error;
use crate::ctx::Ctx;
use crate::store::{StoreError, plans, territories};

/// Why a territory is not set up.
#[derive(Debug, Error)]
pub enum SetUpError {
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
/// [`SetUpError::Faults`] with everything that is wrong, [`SetUpError::Store`].
pub async fn set_up(ctx: &Ctx, blueprint: &Blueprint) -> Result<TerritoryId, SetUpError> {
    let now = ctx.now();
    let zone = zone::french_zone(&blueprint.time_zone).unwrap_or(chrono_tz::Tz::Europe__Paris);
    let today = zone::to_local(zone, now).date();
    let plan = blueprint.plan(&Known::default(), &mut || ctx.fresh(), today).map_err(SetUpError::Faults)?;
    let tx = ctx.db.begin().await?;
    if territories::by_key(&tx, &blueprint.key).await?.is_some() {
        return Err(there_already(&blueprint.key));
    }
    if let Err(error) = plans::insert(&tx, &plan, now, &|| ctx.fresh()).await {
        drop(tx);
        let overtaken =
            error.is_duplicate() && territories::by_key(ctx.db.read(), &blueprint.key).await?.is_some();
        return Err(if overtaken { there_already(&blueprint.key) } else { error.into() });
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(plan.territory.id)
}

fn there_already(key: &str) -> SetUpError {
    let found = format!("a territory {key:?} is there already");
    SetUpError::Faults(vec![Fault::new("key", found, "choose another key")])
}
