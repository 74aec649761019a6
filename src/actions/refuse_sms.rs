//! Refuse SMS: a person does not want short messages, or wants them again.

use domain::ids::{BeneficiaryId, TerritoryId};

use super::error::Error;
use crate::ctx::Ctx;
use crate::store::wishes;

/// Stores whether a person refuses short messages.
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
    wishes::set_refuses_sms(&tx, territory, person, refuses, ctx.now()).await?;
    tx.commit().await?;
    Ok(())
}
