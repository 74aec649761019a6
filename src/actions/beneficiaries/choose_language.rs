//! Stores the language that a beneficiary is written to in.

use domain::ids::{BeneficiaryId, TerritoryId};
use domain::provenance::{EditedBy, StatedField};
use domain::visit::Language;

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::{provenance, referrals};

/// Stores the language of a person's messages and pages, as they chose it themselves.
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
    let edited = [StatedField::Language];
    provenance::record_edits(tx, territory, person, &edited, EditedBy::Person, ctx.now()).await?;
    write.commit(JournalEntry::of("choose language", Noun::Beneficiary, person.0), &()).await?;
    Ok(())
}
