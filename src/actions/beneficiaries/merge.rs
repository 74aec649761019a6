//! Merges two entries of one beneficiary. Nothing is lost: what hangs on the entry that goes follows.

use domain::ids::{BeneficiaryId, TerritoryId};

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::invitations::invite::revoke;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::metered::metered;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::{beneficiaries, beneficiary_search, provenance, referrals, self_registrations};

/// Makes `gone` one with `kept`: referrals, and with them appointments, links and promised calls; messages; channels
/// that are refused. The link of a referral that somebody made alone is void from then on: the next message holds another. Of how the person is reached, what `kept` lacks is filled in from `gone`.
///
/// # Errors
/// [`BeneficiaryError::NotFound`], also when both are the same; [`BeneficiaryError::BothExpected`] while both hold or have booked an hour:
/// one person cannot be received twice, and only somebody who asks them knows which to keep.
pub async fn merge_beneficiaries(
    ctx: &Context,
    territory: TerritoryId,
    kept: BeneficiaryId,
    gone: BeneficiaryId,
) -> Result<(), BeneficiaryError> {
    metered(ctx, "merge_beneficiaries", retry(ctx, || attempt(ctx, territory, kept, gone))).await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    kept: BeneficiaryId,
    gone: BeneficiaryId,
) -> Result<(), BeneficiaryError> {
    if kept == gone {
        return Err(BeneficiaryError::NotFound(Noun::OtherBeneficiary));
    }
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    // Nobody holds, books or closes anything of theirs from here on.
    beneficiaries::lock_files(tx, territory, &[kept, gone]).await?;
    let stays = referrals::beneficiary(tx, territory, kept)
        .await?
        .ok_or(BeneficiaryError::NotFound(Noun::Beneficiary))?;
    let goes = referrals::beneficiary(tx, territory, gone)
        .await?
        .ok_or(BeneficiaryError::NotFound(Noun::Beneficiary))?;
    let now = ctx.now();
    if beneficiaries::has_live(tx, territory, kept, now).await?
        && beneficiaries::has_live(tx, territory, gone, now).await?
    {
        return Err(BeneficiaryError::BothExpected);
    }
    // Nobody has checked who holds the link of somebody who registered themselves; it would now open what is known of the other.
    for alone in self_registrations::files_of(tx, territory, &[kept, gone]).await? {
        revoke(tx, territory, alone, now).await?;
    }
    beneficiaries::reassign(tx, territory, gone, kept).await?;
    let phone = stays.phone.as_deref().or(goes.phone.as_deref());
    let email = stays.email.as_deref().or(goes.email.as_deref());
    beneficiaries::complete(tx, territory, kept, phone, email, stays.born_on.or(goes.born_on)).await?;
    provenance::reassign(tx, gone, kept).await?;
    beneficiaries::delete(tx, territory, gone).await?;
    beneficiary_search::index(tx, territory, &[kept]).await?;
    write.commit(JournalEntry::of("merge", Noun::Beneficiary, kept.0), &()).await?;
    Ok(())
}
