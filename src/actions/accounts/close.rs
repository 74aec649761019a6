//! Closes an account, so that nobody signs in with it, or opens it again.

use domain::ids::{AccountId, TerritoryId};
use domain::rights::Role;

use crate::actions::accounts::error::AccountError;
use crate::actions::accounts::fault::AccountFault;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::accounts::{self, State};
use crate::store::{account_links, account_sessions};

/// Closes an account: its sessions end, its links are void.
///
/// # Errors
/// [`AccountError::NotFound`], [`AccountFault::LastManager`] when nobody would be left to open it again, [`AccountError::Store`].
pub async fn close_account(
    ctx: &Context,
    territory: TerritoryId,
    account: AccountId,
) -> Result<(), AccountError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let known = accounts::get(tx, territory, account).await?.ok_or(AccountError::NotFound(Noun::Account))?;
    accounts::set_state(tx, territory, account, State::Closed).await?;
    let manages = known.grants.iter().any(|grant| grant.role == Role::TerritoryManager);
    if manages && accounts::holders(tx, territory, Role::TerritoryManager).await? == 0 {
        return Err(AccountFault::LastManager.into());
    }
    account_sessions::end_all(tx, account, None).await?;
    account_links::void_all(tx, account, ctx.now()).await?;
    write.commit(JournalEntry::of("close", Noun::Account, account.0), &()).await?;
    Ok(())
}

/// Opens a closed account again, with the password and the grants it had.
///
/// # Errors
/// [`AccountError::NotFound`], [`AccountError::Store`].
pub async fn open_account(
    ctx: &Context,
    territory: TerritoryId,
    account: AccountId,
) -> Result<(), AccountError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    if !accounts::set_state(tx, territory, account, State::Open).await? {
        return Err(AccountError::NotFound(Noun::Account));
    }
    write.commit(JournalEntry::of("open", Noun::Account, account.0), &()).await?;
    Ok(())
}
