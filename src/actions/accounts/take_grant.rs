//! Take grant: an account may do less from now on, at its next page.

use domain::ids::{AccountId, TerritoryId};
use domain::rights::{Grant, Role};

use crate::actions::accounts::error::AccountError;
use crate::actions::accounts::fault::AccountFault;
use crate::actions::kit::error::Noun;
use crate::context::Context;
use crate::store::accounts;

/// Takes a grant back.
///
/// # Errors
/// [`AccountError::NotFound`] when it is not held, [`AccountFault::LastManager`] when nobody would be left to give it back,
/// [`AccountError::Store`].
pub async fn take_grant(
    ctx: &Context,
    territory: TerritoryId,
    account: AccountId,
    grant: &Grant,
) -> Result<(), AccountError> {
    let tx = ctx.db.begin().await?;
    if !accounts::take(&tx, territory, account, grant).await? {
        return Err(AccountError::NotFound(Noun::Grant));
    }
    if grant.role == Role::TerritoryManager
        && accounts::holders(&tx, territory, Role::TerritoryManager).await? == 0
    {
        return Err(AccountFault::LastManager.into());
    }
    tx.commit().await?;
    Ok(())
}
