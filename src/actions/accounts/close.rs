//! Close account: nobody signs in with it any more; open account: they may again.

use domain::ids::{AccountId, TerritoryId};
use domain::rights::Role;

use crate::actions::accounts::fault::AccountFault;
use crate::actions::kit::error::Error;
use crate::context::Context;
use crate::store::accounts::{self, State};
use crate::store::{account_links, account_sessions};

/// Closes an account: its sessions end, its links are void.
///
/// # Errors
/// [`Error::Unknown`], [`AccountFault::LastManager`] when nobody would be left to open it again, [`Error::Store`].
pub async fn close_account(ctx: &Context, territory: TerritoryId, account: AccountId) -> Result<(), Error> {
    let tx = ctx.db.begin().await?;
    let known = accounts::get(&tx, territory, account).await?.ok_or(Error::Unknown("account"))?;
    accounts::set_state(&tx, territory, account, State::Closed).await?;
    let manages = known.grants.iter().any(|grant| grant.role == Role::TerritoryManager);
    if manages && accounts::holders(&tx, territory, Role::TerritoryManager).await? == 0 {
        return Err(AccountFault::LastManager.into());
    }
    account_sessions::end_all(&tx, account, None).await?;
    account_links::void_all(&tx, account, ctx.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Opens a closed account again, with the password and the grants it had.
///
/// # Errors
/// [`Error::Unknown`], [`Error::Store`].
pub async fn open_account(ctx: &Context, territory: TerritoryId, account: AccountId) -> Result<(), Error> {
    let tx = ctx.db.begin().await?;
    if !accounts::set_state(&tx, territory, account, State::Open).await? {
        return Err(Error::Unknown("account"));
    }
    tx.commit().await?;
    Ok(())
}
