//! Stores what a person needs to be received well.

use domain::ids::{ReferralId, TerritoryId};
use domain::needs::BeneficiaryNeed;
use domain::provenance::{EditedBy, StatedField};
use domain::visit::Language;

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::actions::referrals::error::ReferralError;
use crate::context::Context;
use crate::store::{needs, provenance, referrals};

/// What is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The language of an interpreter.
    pub interpreter: Option<Language>,
    /// The rest.
    pub wishes: Vec<BeneficiaryNeed>,
}

/// Stores what a referral's person needs; searches from now on ask for it. What is booked stays as it is.
///
/// # Errors
/// [`ReferralError::NotFound`], [`ReferralError::ReferralClosed`], [`ReferralError::Store`].
pub async fn set_needs(
    ctx: &Context,
    territory: TerritoryId,
    referral: ReferralId,
    needs: &Needs,
) -> Result<(), ReferralError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let known =
        referrals::lock(tx, territory, referral).await?.ok_or(ReferralError::NotFound(Noun::Referral))?;
    if known.is_over() {
        return Err(ReferralError::ReferralClosed);
    }
    if known.interpreter != needs.interpreter {
        let edited = [StatedField::Interpreter];
        provenance::record_edits(tx, territory, known.beneficiary, &edited, EditedBy::Desk, ctx.now())
            .await?;
    }
    referrals::set_interpreter(tx, territory, referral, needs.interpreter.as_ref()).await?;
    needs::set(tx, territory, referral, &needs.wishes).await?;
    write.commit(JournalEntry::of("set needs", Noun::Referral, referral.0), &()).await?;
    Ok(())
}
