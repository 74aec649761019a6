//! Ends a session, one's own or another of the same account.

use domain::ids::{AccountId, TerritoryId};
use uuid::Uuid;

use crate::actions::accounts::error::AccountError;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::keys::Purpose;
use crate::store::account_sessions;

/// Ends the session with that secret, if there is one: whoever has its cookie has nothing from now on.
///
/// # Errors
/// [`AccountError::MissingSetting`], [`AccountError::Store`].
pub async fn sign_out(ctx: &Context, secret: &str) -> Result<(), AccountError> {
    let links = ctx.links.as_ref().ok_or(AccountError::MissingSetting(Setting::KeyFile))?;
    let write = Write::begin(ctx, ctx.now()).await?;
    let hash = links.key.name(Purpose::Lookup, secret.as_bytes());
    account_sessions::end_by_hash(write.tx(), &hash).await?;
    write.commit(JournalEntry::several("sign out", Noun::Session), &()).await?;
    Ok(())
}

/// Ends a session of an account.
///
/// # Errors
/// [`AccountError::NotFound`] when it has no such session, [`AccountError::Store`].
pub async fn revoke_session(
    ctx: &Context,
    territory: TerritoryId,
    account: AccountId,
    session: Uuid,
) -> Result<(), AccountError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    if !account_sessions::end(write.tx(), territory, account, session).await? {
        return Err(AccountError::NotFound(Noun::Session));
    }
    write.commit(JournalEntry::of("end", Noun::Session, session), &()).await?;
    Ok(())
}

/// Ends every session of an account but one, and says how many.
///
/// # Errors
/// [`AccountError::Store`].
pub async fn revoke_sessions(
    ctx: &Context,
    account: AccountId,
    but: Option<Uuid>,
) -> Result<u64, AccountError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    let ended = account_sessions::end_all(write.tx(), account, but).await?;
    write.commit(JournalEntry::of("end sessions", Noun::Account, account.0), &()).await?;
    Ok(ended)
}
