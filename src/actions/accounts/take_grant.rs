//! Takes a grant back: an account may do less from its next page on.

use domain::ids::{AccountId, TerritoryId};
use domain::rights::{Grant, Role};

use crate::actions::accounts::error::AccountError;
use crate::actions::accounts::fault::AccountFault;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
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
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    if !accounts::take(tx, territory, account, grant).await? {
        return Err(AccountError::NotFound(Noun::Grant));
    }
    if grant.role == Role::TerritoryManager
        && accounts::holders(tx, territory, Role::TerritoryManager).await? == 0
    {
        return Err(AccountFault::LastManager.into());
    }
    write.commit(JournalEntry::of("take grant", Noun::Account, account.0), &()).await?;
    Ok(())
}
