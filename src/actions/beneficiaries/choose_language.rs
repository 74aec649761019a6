//! Stores the language that a beneficiary is written to in.

use domain::ids::{BeneficiaryId, TerritoryId};
use domain::visit::Language;

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
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
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    referrals::set_language(tx, territory, person, language).await?;
    write.commit(JournalEntry::of("choose language", Noun::Beneficiary, person.0), &()).await?;
    Ok(())
}
