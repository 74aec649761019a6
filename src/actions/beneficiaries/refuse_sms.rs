//! Stops short messages to a beneficiary, or sends them again.

use domain::ids::{BeneficiaryId, TerritoryId};

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::channels;

/// Stores whether a person refuses short messages; reminders are planned anew.
///
/// # Errors
/// [`BeneficiaryError::Store`].
pub async fn refuse_sms(
    ctx: &Context,
    territory: TerritoryId,
    person: BeneficiaryId,
    refuses: bool,
) -> Result<(), BeneficiaryError> {
    let now = ctx.now();
    let snapshot = snapshot(ctx, territory, now).await?;
    let mut write = Write::begin(ctx, now).await?;
    channels::set_refuses_sms(write.tx(), territory, person, refuses, now).await?;
    replan_reminders(&mut write, &snapshot, territory, person).await?;
    write.commit(JournalEntry::of("refuse sms", Noun::Beneficiary, person.0), &()).await?;
    Ok(())
}
