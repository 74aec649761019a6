//! Gives a grant: an account may do more from now on.

use domain::ids::{AccountId, ResourceId, TerritoryId};
use domain::rights::Grant;

use crate::actions::accounts::create::check;
use crate::actions::accounts::error::AccountError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::{accounts, professionals};

/// Gives a grant, and with it the agenda that is theirs from now on where one is named. A grant that is held already
/// stays.
///
/// # Errors
/// [`AccountError::NotFound`] for an account or a professional of elsewhere, [`crate::actions::AccountFault::GrantUnfit`], [`AccountError::Store`].
pub async fn give_grant(
    ctx: &Context,
    territory: TerritoryId,
    account: AccountId,
    grant: &Grant,
    professional: Option<ResourceId>,
    by: Option<AccountId>,
) -> Result<(), AccountError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let known = accounts::get(tx, territory, account).await?.ok_or(AccountError::NotFound(Noun::Account))?;
    check(grant, professional.or(known.professional))?;
    if let Some(professional) = professional {
        let people = professionals::professionals(tx, territory).await?;
        if !people.iter().any(|known| known.id == professional) {
            return Err(AccountError::NotFound(Noun::Professional));
        }
        accounts::set_professional(tx, territory, account, professional).await?;
    }
    accounts::give(tx, territory, account, grant, by, ctx.now()).await?;
    write.commit(JournalEntry::of("give grant", Noun::Account, account.0), &()).await?;
    Ok(())
}
