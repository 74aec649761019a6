//! Take grant: an account may do less from now on, at its next page.

use domain::ids::{AccountId, TerritoryId};
use domain::rights::{Grant, Role};

use crate::actions::accounts::fault::AccountFault;
use crate::actions::kit::error::Error;
use crate::context::Context;
use crate::store::accounts;

/// Takes a grant back.
///
/// # Errors
/// [`Error::Unknown`] when it is not held, [`AccountFault::LastManager`] when nobody would be left to give it back,
/// [`Error::Store`].
pub async fn take_grant(
    ctx: &Context,
    territory: TerritoryId,
    account: AccountId,
    grant: &Grant,
) -> Result<(), Error> {
    let tx = ctx.db.begin().await?;
    if !accounts::take(&tx, territory, account, grant).await? {
        return Err(Error::Unknown("grant"));
    }
    if grant.role == Role::TerritoryManager
        && accounts::holders(&tx, territory, Role::TerritoryManager).await? == 0
    {
        return Err(AccountFault::LastManager.into());
    }
    tx.commit().await?;
    Ok(())
}
