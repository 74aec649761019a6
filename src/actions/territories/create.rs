//! Set up: stores a whole new territory.

use domain::fault::Fault;
use domain::ids::TerritoryId;
use domain::territory_document::{KnownIds, TerritoryDocument};
use domain::zone;

use crate::actions::territories::error::ImportError;
use crate::context::Context;
use crate::store::{UniqueKey, territories, territory_documents};

/// Stores the territory that `blueprint` describes, whole or not at all.
///
/// # Errors
/// [`ImportError::Faults`] with everything that is wrong, [`ImportError::Store`].
pub async fn create_territory(
    ctx: &Context,
    blueprint: &TerritoryDocument,
) -> Result<TerritoryId, ImportError> {
    let now = ctx.now();
    // A zone that is none is one of the faults that the plan finds, whatever day it is.
    let zone = zone::french_zone(&blueprint.time_zone).unwrap_or(chrono_tz::Tz::Europe__Paris);
    let today = zone::to_local(zone, now).date();
    let plan =
        blueprint.validate(&KnownIds::default(), &mut || ctx.new_id(), today).map_err(ImportError::Faults)?;
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
    tx.commit().await?;
    Ok(plan.territory.id)
}

fn there_already(key: &str) -> ImportError {
    let found = format!("a territory {key:?} is there already");
    ImportError::Faults(vec![Fault::new("key", found, "choose another key")])
}
