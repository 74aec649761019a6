//! Changes the telephone and mail address of a beneficiary.

use domain::ids::{BeneficiaryId, TerritoryId};
use domain::provenance::{EditedBy, StatedField};
use serde::{Deserialize, Serialize};

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::{provenance, referrals};

/// How a person is reached.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Telephone, as [`domain::contact::phone`] gives it.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(..)")
    }
}

/// Stores how a person is reached, as edited by the desk or by themselves, plans their reminders anew, and says how it was before.
///
/// # Errors
/// [`BeneficiaryError::NotFound`], [`BeneficiaryError::Store`].
pub async fn change_contact(
    ctx: &Context,
    territory: TerritoryId,
    person: BeneficiaryId,
    contact: &Contact,
    by: EditedBy,
) -> Result<Contact, BeneficiaryError> {
    let now = ctx.now();
    let snapshot = snapshot(ctx, territory, now).await?;
    let mut write = Write::begin(ctx, now).await?;
    let before = referrals::beneficiary(write.tx(), territory, person)
        .await?
        .ok_or(BeneficiaryError::NotFound(Noun::Beneficiary))?;
    let (phone, email) = (contact.phone.as_deref(), contact.email.as_deref());
    referrals::set_contact(write.tx(), territory, person, phone, email).await?;
    let edited: Vec<StatedField> = [
        (before.phone.as_deref() != phone).then_some(StatedField::Phone),
        (before.email.as_deref() != email).then_some(StatedField::Email),
    ]
    .into_iter()
    .flatten()
    .collect();
    provenance::record_edits(write.tx(), territory, person, &edited, by, ctx.now()).await?;
    replan_reminders(&mut write, &snapshot, territory, person).await?;
    write.commit(JournalEntry::of("change contact", Noun::Beneficiary, person.0), &()).await?;
    Ok(Contact { phone: before.phone, email: before.email })
}
