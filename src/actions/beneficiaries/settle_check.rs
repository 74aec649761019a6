//! Settle check: somebody decides between what is stored of a person and what a source says.

use domain::ids::{BeneficiaryId, TerritoryId};
use domain::provenance::{EditedBy, StatedField};

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::{beneficiary_search, provenance};

/// Which value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The stored one stays.
    Keep,
    /// That of the source replaces it.
    Take,
}

/// Decides on a value to check. Either way the decision is an edit of today, so that an older list does not undo it,
/// and nothing is left to check of that field.
///
/// # Errors
/// [`BeneficiaryError::NotFound`] when it was settled meanwhile, [`BeneficiaryError::Store`].
pub async fn settle_check(
    ctx: &Context,
    territory: TerritoryId,
    beneficiary: BeneficiaryId,
    field: StatedField,
    source: &str,
    settlement: Settlement,
) -> Result<(), BeneficiaryError> {
    metered(
        ctx,
        "settle_check",
        retry(ctx, || attempt(ctx, territory, beneficiary, field, source, settlement)),
    )
    .await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    beneficiary: BeneficiaryId,
    field: StatedField,
    source: &str,
    settlement: Settlement,
) -> Result<(), BeneficiaryError> {
    let now = ctx.now();
    let snapshot = snapshot(ctx, territory, now).await?;
    let mut write = Write::begin(ctx, now).await?;
    let check = provenance::open_check(write.tx(), territory, beneficiary, field, source)
        .await?
        .ok_or(BeneficiaryError::NotFound(Noun::ValueCheck))?;
    if settlement == Settlement::Take {
        provenance::set_value(write.tx(), territory, &check).await?;
        beneficiary_search::index(write.tx(), territory, &[beneficiary]).await?;
        replan_reminders(&mut write, &snapshot, territory, beneficiary).await?;
    }
    provenance::record_edits(write.tx(), territory, beneficiary, &[field], EditedBy::Desk, now).await?;
    write.commit(JournalEntry::of("settle check", Noun::ValueCheck, beneficiary.0), &()).await?;
    Ok(())
}
