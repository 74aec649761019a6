//! Imports referrals, a list at a time.

use domain::territory_document::{ChangeCounts, ReferralSpec, TerritoryChanges};
use domain::zone;

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::actions::territories::error::ImportError;
use crate::context::Context;
use crate::store::provenance::{self, ListSource};
use crate::store::{territories, territory_documents};

/// Takes over every referral of `sheets` into the territory called `key`, or none. A file number that is known already
/// is no second referral: what `source` says otherwise than last time is changed, but never what was edited since nor the
/// day the clock started.
///
/// # Errors
/// [`ImportError::Faults`] with everything that is wrong, [`ImportError::NotFound`] territory,
/// [`ImportError::Store`].
pub async fn import_referrals(
    ctx: &Context,
    key: &str,
    sheets: &[ReferralSpec],
    source: &ListSource,
) -> Result<ChangeCounts, ImportError> {
    retry(ctx, || attempt(ctx, key, sheets, source)).await
}

async fn attempt(
    ctx: &Context,
    key: &str,
    sheets: &[ReferralSpec],
    source: &ListSource,
) -> Result<ChangeCounts, ImportError> {
    let now = ctx.now();
    let write = Write::begin(ctx, now).await?;
    let tx = write.tx();
    let id = territories::lock_by_key(tx, key).await?.ok_or(ImportError::NotFound(Noun::Territory))?;
    let stored = territory_documents::load(tx, id).await?.ok_or(ImportError::NotFound(Noun::Territory))?;
    let today = zone::to_local(stored.territory.zone, now).date();
    let history = provenance::history(tx, id, source, stored.territory.zone).await?;
    let planned = stored.with_referrals(sheets, &mut || ctx.new_id(), today);
    let changes = match planned.and_then(|plan| TerritoryChanges::between(&stored, plan, &history)) {
        Ok(changes) => changes,
        Err(faults) => return Err(ImportError::Faults(faults)),
    };
    if !changes.is_empty() {
        territory_documents::apply(tx, &changes, &|| ctx.new_id()).await?;
    }
    provenance::record(tx, id, source, &changes.reconciled, now).await?;
    write.commit(JournalEntry::of("import referrals", Noun::Territory, id.0), &()).await?;
    Ok(changes.referrals.counts())
}
