//! Creates a territory.

use domain::fault::Fault;
use domain::ids::TerritoryId;
use domain::territory_document::{KnownIds, TerritoryDocument};
use domain::zone;

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::actions::territories::error::ImportError;
use crate::context::Context;
use crate::store::{UniqueKey, territories, territory_documents};

/// Stores the territory that `document` describes, whole or not at all.
///
/// # Errors
/// [`ImportError::Faults`] with everything that is wrong, [`ImportError::Store`].
pub async fn create_territory(
    ctx: &Context,
    document: &TerritoryDocument,
) -> Result<TerritoryId, ImportError> {
    let now = ctx.now();
    // A zone that is none is one of the faults that the plan finds, whatever day it is.
    let zone = zone::french_zone(&document.time_zone).unwrap_or(chrono_tz::Tz::Europe__Paris);
    let today = zone::to_local(zone, now).date();
    let plan =
        document.validate(&KnownIds::default(), &mut || ctx.new_id(), today).map_err(ImportError::Faults)?;
    let write = Write::begin(ctx, now).await?;
    let tx = write.tx();
    if territories::by_key(tx, &document.key).await?.is_some() {
        return Err(there_already(&document.key));
    }
    if let Err(error) = territory_documents::insert(tx, &plan, now, &|| ctx.new_id()).await {
        drop(write);
        let overtaken = error.unique_key() == Some(UniqueKey::Territory)
            && territories::by_key(ctx.db.read(), &document.key).await?.is_some();
        return Err(if overtaken { there_already(&document.key) } else { error.into() });
    }
    write.commit(JournalEntry::of("create", Noun::Territory, plan.territory.id.0), &()).await?;
    Ok(plan.territory.id)
}

fn there_already(key: &str) -> ImportError {
    let found = format!("a territory {key:?} is there already");
    ImportError::Faults(vec![Fault::new("key", found, "choose another key")])
}
