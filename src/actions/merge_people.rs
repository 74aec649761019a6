//! Merge: two entries of one person become one. Nothing is lost: what hangs on the entry that goes follows.

use domain::ids::{BeneficiaryId, TerritoryId};

use super::counted::counted;
use super::error::Error;
use super::invite::revoke;
use super::once::insist;
use crate::ctx::Ctx;
use crate::store::{finding, newcomers, persons, referrals};

/// Makes `gone` one with `kept`: referrals, and with them appointments, links and promised calls; messages; channels
/// that are refused. The link of a referral that somebody made alone is void from then on: the next message holds another. Of how the person is reached, what `kept` lacks is filled in from `gone`.
///
/// # Errors
/// [`Error::Unknown`], also when both are the same; [`Error::BothExpected`] while both hold or have booked an hour:
/// one person cannot be received twice, and only somebody who asks them knows which to keep.
pub async fn merge_people(
    ctx: &Ctx,
    territory: TerritoryId,
    kept: BeneficiaryId,
    gone: BeneficiaryId,
) -> Result<(), Error> {
    counted(ctx, "merge_people", insist(|| attempt(ctx, territory, kept, gone))).await
}

async fn attempt(
    ctx: &Ctx,
    territory: TerritoryId,
    kept: BeneficiaryId,
    gone: BeneficiaryId,
) -> Result<(), Error> {
    if kept == gone {
        return Err(Error::Unknown("other person"));
    }
    let tx = ctx.db.begin().await?;
    // Nobody holds, books or closes anything of theirs from here on.
    persons::lock_files(&tx, territory, &[kept, gone]).await?;
    let stays = referrals::beneficiary(&tx, territory, kept).await?.ok_or(Error::Unknown("beneficiary"))?;
    let goes = referrals::beneficiary(&tx, territory, gone).await?.ok_or(Error::Unknown("beneficiary"))?;
    let now = ctx.now();
    if persons::has_live(&tx, territory, kept, now).await?
        && persons::has_live(&tx, territory, gone, now).await?
    {
        return Err(Error::BothExpected);
    }
    // Nobody has checked who holds the link of somebody who came alone; it would now open what is known of the other.
    for alone in newcomers::files_of(&tx, territory, &[kept, gone]).await? {
        revoke(&tx, territory, alone, now).await?;
    }
    persons::hand_over(&tx, territory, gone, kept).await?;
    let phone = stays.phone.as_deref().or(goes.phone.as_deref());
    let email = stays.email.as_deref().or(goes.email.as_deref());
    persons::complete(&tx, territory, kept, phone, email, stays.born_on.or(goes.born_on)).await?;
    persons::delete(&tx, territory, gone).await?;
    finding::index(&tx, territory, &[kept]).await?;
    tx.commit().await?;
    Ok(())
}
