//! Refuse SMS: a person does not want short messages, or wants them again.

use domain::ids::{BeneficiaryId, TerritoryId};

use super::error::Error;
use super::tell::remind_again;
use crate::ctx::Ctx;
use crate::store::wishes;

/// Stores whether a person refuses short messages; reminders are planned anew.
///
/// # Errors
/// [`Error::Store`].
pub async fn refuse_sms(
    ctx: &Ctx,
    territory: TerritoryId,
    person: BeneficiaryId,
    refuses: bool,
) -> Result<(), Error> {
    let tx = ctx.db.begin().await?;
    let now = ctx.now();
    wishes::set_refuses_sms(&tx, territory, person, refuses, now).await?;
    remind_again(ctx, &tx, territory, person, now).await?;
    tx.commit().await?;
    Ok(())
}
