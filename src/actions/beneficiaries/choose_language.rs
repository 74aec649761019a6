//! Choose language: what a person is written to in.

use domain::ids::{BeneficiaryId, TerritoryId};
use domain::visit::Language;

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::context::Context;
use crate::store::referrals;

/// Stores the language of a person's messages and pages.
///
/// # Errors
/// [`BeneficiaryError::Store`].
pub async fn choose_language(
    ctx: &Context,
    territory: TerritoryId,
    person: BeneficiaryId,
    language: &Language,
) -> Result<(), BeneficiaryError> {
    let tx = ctx.db.begin().await?;
    referrals::set_language(&tx, territory, person, language).await?;
    tx.commit().await?;
    Ok(())
}
