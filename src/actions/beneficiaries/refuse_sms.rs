//! Refuse SMS: a person does not want short messages, or wants them again.

use domain::ids::{BeneficiaryId, TerritoryId};

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::kit::notify::replan_reminders;
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
    let tx = ctx.db.begin().await?;
    let now = ctx.now();
    channels::set_refuses_sms(&tx, territory, person, refuses, now).await?;
    replan_reminders(ctx, &tx, territory, person, now).await?;
    tx.commit().await?;
    Ok(())
}
